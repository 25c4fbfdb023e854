/** `node run-seeds.ts COUNT SEED`: so many lives of an engine; prints what they came to, or the shrunk one that broke a promise. */
import { writeSync } from 'node:fs';
import fc from 'fast-check';
import { simulate } from '../simulate.ts';
import { arbitraryScript } from './arbitrary-script.ts';
import { knownLives } from './known-lives.ts';

const [count = 500, seed = 1] = process.argv.slice(2).map(Number);
const totals = { seeds: 0, hours: 0, steps: 0, landed: 0, fenced: 0 };
const result = fc.check(
  fc.property(arbitraryScript, (script) => {
    const { fenced, hours, landed, steps, violations } = simulate(script);
    totals.seeds += 1;
    totals.hours += hours;
    totals.steps += steps;
    totals.landed += landed;
    totals.fenced += fenced;
    if (violations.length > 0) throw new Error(violations.join('\n'));
  }),
  { numRuns: count, seed, examples: knownLives.map((life) => [life]) },
);
const said = result.failed
  ? {
      failed: true,
      seed: result.seed,
      path: result.counterexamplePath,
      script: result.counterexample?.[0],
      why: result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance),
    }
  : totals;
writeSync(1, `${JSON.stringify(said)}\n`);
process.exitCode = result.failed ? 1 : 0;
