/**
 * The gate: format, lint with types and import directions, unused code, quick tests. The same words before a commit and in CI.
 * `npm run check -- --fix` formats instead of complaining; `--no-tests` is for where all tests run anyway.
 */
import { spawnSync } from 'node:child_process';

const fix = process.argv.includes('--fix');
const withTests = !process.argv.includes('--no-tests');
type Step = [name: string, command: string, ...args: string[]];
/** `npm test` gives each file a process of its own. */
const quickly = ['--maxWorkers', '2', '--no-isolate'];
const steps: Step[] = [
  ['format', 'oxfmt', ...(fix ? [] : ['--check'])],
  ['lint, types, import directions', 'oxlint', '--deny-warnings', ...(fix ? ['--fix'] : [])],
  ['unused code', 'knip'],
  ...(withTests
    ? [['unit tests', 'vitest', 'run', '--project', 'unit', '--project', 'dashboard', '--reporter', 'dot', ...quickly] satisfies Step]
    : []),
];

const began = performance.now();
for (const [name, command, ...args] of steps) {
  const since = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.error(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (status !== 0) process.exit(status ?? 1);
}
console.error(`all checks passed in ${((performance.now() - began) / 1000).toFixed(1)} s`);
