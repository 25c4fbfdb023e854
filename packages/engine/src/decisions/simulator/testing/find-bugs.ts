/** `node find-bugs.ts SEEDS NTH`: plants every nth bug, one after the other, and says after how many lives of an engine the simulator found it. */
import { readFileSync, writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Script, SimulationReport } from '../simulate.ts';
import { arbitraryScript } from './arbitrary-script.ts';
import { knownLives } from './known-lives.ts';
import { plantedBugs } from './planted-bugs.ts';

const [most = 300, everyNth = 1] = process.argv.slice(2).map(Number);
const decisions = new URL('../../', import.meta.url).href;
const bugOf = (url: string): number | undefined => {
  const found = /\?bug=(\d+)$/.exec(url)?.[1];
  return found === undefined ? undefined : Number(found);
};

// Each bug gets modules of its own: the same files under other addresses, one of them with the bug in it.
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    const bug = bugOf(context.parentURL ?? '');
    return bug !== undefined && resolved.url.startsWith(decisions) ? { ...resolved, url: `${resolved.url}?bug=${bug}` } : resolved;
  },
  load: (url, context, next) => {
    const bug = plantedBugs[bugOf(url) ?? -1];
    if (!bug || !url.startsWith(decisions)) return next(url, context);
    const [file = ''] = url.slice(decisions.length).split('?');
    const source = readFileSync(fileURLToPath(`${decisions}${file}`), 'utf8');
    return { format: 'module-typescript', source: file === bug.file ? plant(source, bug) : source, shortCircuit: true };
  },
});

/** Names of those whose file was among what was loaded. */
const planted = new Set<string>();
function plant(source: string, { name, right, wrong }: (typeof plantedBugs)[number]): string {
  if (source.split(right).length !== 2) throw new Error(`«${name}»: its place is not there once`);
  planted.add(name);
  return source.replace(right, () => wrong);
}

for (const [index, { name }] of plantedBugs.entries()) {
  if (index % everyNth > 0) continue;
  const { simulate } = (await import(`${decisions}simulator/simulate.ts?bug=${index}`)) as {
    simulate: (script: Script) => SimulationReport;
  };
  if (!planted.has(name)) throw new Error(`«${name}»: its file is none that the simulator loads`);
  let why = '';
  const result = fc.check(
    fc.property(arbitraryScript, (script) => {
      try {
        why = simulate(script).violations[0] ?? '';
      } catch (error) {
        why = `it breaks: ${String(error)}`;
      }
      return why === '';
    }),
    { numRuns: most, seed: 1, endOnFailure: true, examples: knownLives.map((life) => [life]) },
  );
  writeSync(1, `${JSON.stringify({ name, found: result.failed, after: result.numRuns, why: why.slice(0, 120) })}\n`);
}
