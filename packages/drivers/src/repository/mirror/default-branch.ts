import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const path = (directory: string): string => join(directory, 'devteam-default-branch');

/** As the remote said at the last sync. A file, because the mirror's own HEAD must name a branch that git can create. */
export async function readDefaultBranch(directory: string): Promise<string | undefined> {
  const name = await readFile(path(directory), 'utf8').catch(() => '');
  return name === '' ? undefined : name;
}

export async function writeDefaultBranch(directory: string, branch: string | null): Promise<void> {
  if ((await readDefaultBranch(directory)) === (branch ?? undefined)) return;
  const passing = `${path(directory)}.new`;
  await writeFile(passing, branch ?? '');
  await rename(passing, path(directory));
}
