import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const repository = join(import.meta.dirname, '../..');
const built = join(repository, 'apps/dashboard/dist');
const sources = [
  'apps/dashboard/src',
  'apps/dashboard/public',
  'apps/dashboard/index.html',
  'apps/dashboard/vite.config.ts',
  'packages/api/src',
];

/** Builds the page anew where its sources are newer, so that nobody tests the one of yesterday. */
export async function buildPageIfStale(): Promise<void> {
  const builtAt = await stat(join(built, 'index.html')).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  const changedAt = Math.max(...(await Promise.all(sources.map((path) => newestIn(join(repository, path))))));
  if (builtAt > changedAt) return;
  // Aside, and the start page last: a server that runs beside us always has a whole one.
  const draft = join(built, `.building-${process.pid}`);
  await mkdir(draft, { recursive: true });
  try {
    await promisify(execFile)('npm', ['run', 'build', '--workspace', '@devteam/dashboard', '--', '--emptyOutDir', '--outDir', draft], {
      // Vitest sets it to `test`, and people do not get that build.
      env: { ...process.env, NODE_ENV: 'production' },
      cwd: repository,
    });
    for (const name of (await readdir(draft)).toSorted((a, b) => Number(a === 'index.html') - Number(b === 'index.html'))) {
      await rm(join(built, name), { recursive: true, force: true });
      await rename(join(draft, name), join(built, name));
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function newestIn(path: string): Promise<number> {
  const own = await stat(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const names = await readdir(path, { recursive: true });
  const times = await Promise.all(names.map(async (name) => (await stat(join(path, name))).mtimeMs));
  return Math.max(own.mtimeMs, ...times);
}
