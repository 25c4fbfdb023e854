import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './is-alive.ts';

export interface OpenPage {
  pid: number;
  /** Such as http://127.0.0.1:4310. */
  address: string;
  /** The address that signs a browser in: as secret as the token in it. */
  link: string;
}

const folderOf = (home: string): string => join(home, 'pages');

/** Leaves word for `status` and `doctor` of where the page is; one file a process. */
export async function writePageFile(home: string, page: OpenPage): Promise<void> {
  await mkdir(folderOf(home), { recursive: true, mode: 0o700 });
  await writeFile(join(folderOf(home), `${page.pid}.json`), `${JSON.stringify(page)}\n`, { mode: 0o600 });
}

export const removePageFile = (home: string, pid: number): Promise<void> => rm(join(folderOf(home), `${pid}.json`), { force: true });

/** Pages that answer now; what killed processes left is cleared away. */
export async function findOpenPages(home: string): Promise<OpenPage[]> {
  const names = await readdir(folderOf(home)).catch(() => []);
  const found = await Promise.all(names.filter((name) => name.endsWith('.json')).map((name) => checkPage(join(folderOf(home), name))));
  return found.filter((page) => page !== undefined);
}

async function checkPage(path: string): Promise<OpenPage | undefined> {
  const page = await readPage(path);
  if (page && (await answers(page.address))) return page;
  if (!page || !isAlive(page.pid)) await rm(path, { force: true }).catch(() => undefined);
  return undefined;
}

async function readPage(path: string): Promise<OpenPage | undefined> {
  try {
    const page = JSON.parse(await readFile(path, 'utf8')) as Partial<OpenPage>;
    const isWhole = typeof page.pid === 'number' && typeof page.address === 'string' && typeof page.link === 'string';
    return isWhole ? (page as OpenPage) : undefined;
  } catch {
    return undefined;
  }
}

const answerWithinMs = 2000;

async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(answerWithinMs) });
    return /^(?:up|degraded|down)$/.test((await response.text()).trim());
  } catch {
    return false;
  }
}
