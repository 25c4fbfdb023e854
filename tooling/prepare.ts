/**
 * Runs at the end of `npm ci`: builds the dashboard once, so that the first `demo` or `up` opens at once. Where install scripts are
 * forbidden nothing is lost: the server builds it at its first start and says so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const [major = 0] = process.versions.node.split('.').map(Number);
if (existsSync('apps/dashboard/index.html') && major >= 24) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) console.error('The dashboard was not built; `devteam up` will try again.');
}
