/**
 * `npm test`: unit tests, those with many real Git processes, those with a real PostgreSQL, and the whole product end to end. What a machine lacks
 * (a browser, Docker, Aider) is skipped aloud, except for what DEVTEAM_REQUIRE names: there it is a failure.
 * `npm test -- PATTERN` runs the tests whose file names match.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const wanted = process.argv.slice(2);
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts', '*.test.tsx'], {
  encoding: 'utf8',
}).split('\n');
/** Vitest is content with patterns that match nothing, as long as one matches. */
const unmatched = wanted.filter((pattern) => !pattern.startsWith('-') && !files.some((file) => file.includes(pattern)));
if (unmatched.length > 0) {
  console.error(`no test file has ${unmatched.join(' or ')} in its path`);
  process.exit(1);
}
/** Files side by side, and then those that need the machine for themselves. */
const parts: [projects: string[], workers: number][] = [
  [['unit', 'dashboard', 'git'], Math.max(2, availableParallelism() - 1)],
  // Each has a PostgreSQL of its own; more than two would wait for the disk.
  [['db'], 2],
  [['sandbox', 'e2e'], 1],
];
let failed = 0;
for (const [projects, workers] of parts) {
  const args = ['run', ...projects.flatMap((name) => ['--project', name]), '--maxWorkers', String(workers)];
  const { status } = spawnSync('vitest', [...args, ...(wanted.length > 0 ? ['--passWithNoTests', ...wanted] : [])], { stdio: 'inherit' });
  failed ||= status ?? 1;
}
process.exit(failed);
