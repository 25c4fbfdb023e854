import { accessSync, constants, lstatSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readHostPath } from './config.ts';

/** Absolute path of a program on this machine's PATH; undefined if it has none. */
export function findProgram(name: string, path: string = readHostPath() ?? ''): string | undefined {
  const folders = [...path.split(delimiter), '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Folders of the system beside `/usr` that are links into it, as is usual by now, or folders of their own. */
export function systemFolders(): { name: string; isLink: boolean }[] {
  return ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'].flatMap((name) => {
    const found = lstatSync(`/${name}`, { throwIfNoEntry: false });
    return found ? [{ name, isLink: found.isSymbolicLink() }] : [];
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
