import { Buffer } from 'node:buffer';
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, deflate, deflateSync } from 'node:zlib';

export type ObjectType = 'blob' | 'tree' | 'commit';

/** Git's own choice for loose objects: they are packed later. */
const level = constants.Z_BEST_SPEED;
/** Above it the work goes to another thread. */
const mostBytesAtOnce = 64 * 1024;

/** The id that git gives to these bytes. */
export const objectId = (type: ObjectType, bytes: Uint8Array): string =>
  createHash('sha1').update(headerOf(type, bytes)).update(bytes).digest('hex');

const headerOf = (type: ObjectType, bytes: Uint8Array): string => `${type} ${bytes.length}\0`;

/**
 * Writes an object into a repository as git keeps those that are not packed: whole or not at all, under the name of its content. One that is
 * there is left as it is. What a crash leaves behind has the name that git's own clean-up looks for.
 */
export async function writeLooseObject(repository: string, type: ObjectType, bytes: Uint8Array): Promise<string> {
  const id = objectId(type, bytes);
  const directory = join(repository, 'objects', id.slice(0, 2));
  const path = join(directory, id.slice(2));
  if (await isThere(path)) return id;
  const whole = Buffer.concat([Buffer.from(headerOf(type, bytes), 'latin1'), bytes]);
  const packed = whole.length > mostBytesAtOnce ? await promisify(deflate)(whole, { level }) : deflateSync(whole, { level });
  await mkdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const passing = join(directory, `tmp_obj_${randomUUID().slice(0, 13)}`);
  try {
    const file = await open(passing, 'wx', 0o444);
    try {
      await file.writeFile(packed);
    } finally {
      await file.close();
    }
    await rename(passing, path);
  } catch (error) {
    await rm(passing, { force: true });
    throw error;
  }
  return id;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
