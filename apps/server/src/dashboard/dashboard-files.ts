import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { absent } from '../absent.ts';
import type { Log } from '../log.ts';
import { type BuildCommand, runBuild } from './run-build.ts';

export type DashboardState = { kind: 'ready' } | { kind: 'building' } | { kind: 'failed'; why: string };

export interface DashboardFiles {
  /** Where the built page lies. */
  directory: string;
  state(): DashboardState;
  /** Whether the build has this file, by its path with slashes. */
  has(path: string): boolean;
  /** Looks again whether the page was built anew. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface DashboardOptions {
  directory: string;
  /** Builds the page into the directory that is appended to its arguments. */
  build: BuildCommand;
  log: Log;
}

/** The built page; where it is missing it is built once, meanwhile the server runs. */
export async function openDashboardFiles(options: DashboardOptions): Promise<DashboardFiles> {
  const { build, directory, log } = options;
  const abort = new AbortController();
  let paths = new Set<string>();
  let readAt = -1;
  let state: DashboardState = { kind: 'building' };
  let building: Promise<void> | undefined;

  const refresh = async () => {
    const changedAt = (await stat(join(directory, 'index.html')).catch(absent))?.mtimeMs;
    if (changedAt === undefined || changedAt === readAt) return;
    paths = await listFiles(directory);
    readAt = changedAt;
    state = { kind: 'ready' };
  };

  await refresh();
  if (readAt === -1) {
    log('info', `The dashboard is not built yet; builds it now (${[build.program, ...build.args].join(' ')})`);
    building = (async () => {
      const since = performance.now();
      try {
        await buildInto(directory, build, abort.signal);
        await refresh();
        log('info', `The dashboard is built (${Math.round(performance.now() - since)} ms)`);
      } catch (error) {
        if (abort.signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        state = { kind: 'failed', why };
        log('error', `The dashboard could not be built; everything else works. Run \`npm run build\` to see why: ${why}`);
      }
    })();
  }
  return {
    directory,
    state: () => state,
    has: (path) => paths.has(path),
    refresh,
    close: async () => {
      abort.abort();
      await building;
    },
  };
}

/** Builds aside and moves the start page last: a build that was cut off never looks like a whole one. */
async function buildInto(directory: string, command: BuildCommand, signal: AbortSignal): Promise<void> {
  const draft = join(directory, `.building-${process.pid}`);
  try {
    await mkdir(draft, { recursive: true });
    await runBuild({ ...command, args: [...command.args, draft] }, signal);
    const names = (await readdir(draft)).toSorted((a, b) => Number(a === 'index.html') - Number(b === 'index.html'));
    if (names.at(-1) !== 'index.html') throw new Error('the build left no index.html');
    for (const name of names) {
      await rm(join(directory, name), { recursive: true, force: true });
      await rename(join(draft, name), join(directory, name));
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function listFiles(directory: string): Promise<Set<string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => relative(directory, join(entry.parentPath, entry.name)));
  return new Set(files.map((path) => path.split(sep).join('/')).filter((path) => !path.startsWith('.')));
}
