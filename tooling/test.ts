/**
 * `npm test`: unit tests, those with many real Git processes, those with a real PostgreSQL, and the whole product end to end. What a machine lacks
 * (a browser, Docker, Aider) is skipped aloud, except for what DEVTEAM_REQUIRE names: there it is a failure.
 * `npm test -- PATTERN` runs the tests whose file names match.
 */
import { spawnSync } from 'node:child_process';

const wanted = process.argv.slice(2);
const projects = ['unit', 'dashboard', 'git', 'sandbox', 'db', 'e2e'];
const args = ['run', ...projects.flatMap((name) => ['--project', name]), ...(wanted.length > 0 ? ['--passWithNoTests', ...wanted] : [])];
const { status } = spawnSync('vitest', args, { stdio: 'inherit' });
process.exit(status ?? 1);
