import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';

/** Puts a file there as a whole or not at all, readable for everybody: others may be reading it while it is written anew. */
export async function layFile(path: string, content: string | Uint8Array): Promise<void> {
  const making = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(making, content, { mode: 0o644 });
  await rename(making, path);
}
