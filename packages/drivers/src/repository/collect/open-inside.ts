import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { bytesOf } from '../tree/byte-path.ts';
import type { FileHandle } from 'node:fs/promises';
import type { BytePath } from '../tree/byte-path.ts';

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const hasDescriptorPaths = process.platform === 'linux';

/**
 * A directory held open. On Linux its entries are opened through the descriptor, so a directory that is swapped for a link while
 * we work leads nowhere new; elsewhere `O_NOFOLLOW` guards the last step only, and the sandbox must have ended.
 */
export interface OpenDirectory {
  path: Buffer;
  pathOf: (name: BytePath) => Buffer;
  directory: (name: BytePath) => Promise<OpenDirectory>;
  /** Never follows a link and never waits for the other end of a pipe. */
  file: (name: BytePath) => Promise<FileHandle>;
  close: () => Promise<void>;
}

export async function openDirectory(path: Buffer): Promise<OpenDirectory> {
  const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const stable = hasDescriptorPaths ? Buffer.from(`/proc/self/fd/${handle.fd}`) : path;
  const pathOf = (name: BytePath): Buffer => Buffer.concat([stable, Buffer.from('/'), bytesOf(name)]);
  return {
    path: stable,
    pathOf,
    directory: (name) => openDirectory(pathOf(name)),
    file: (name) => open(pathOf(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
    close: () => handle.close(),
  };
}

/** Opens a file step by step from the root, no step through a link. */
export async function openFileInside(root: OpenDirectory, path: BytePath): Promise<FileHandle> {
  const names = path.split('/');
  const last = names.pop()!;
  const opened: OpenDirectory[] = [];
  try {
    for (const name of names) opened.push(await (opened.at(-1) ?? root).directory(name));
    return await (opened.at(-1) ?? root).file(last);
  } finally {
    await Promise.all(opened.map((directory) => directory.close()));
  }
}
