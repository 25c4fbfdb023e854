import { Buffer } from 'node:buffer';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveObjects } from '../commands/objects.ts';
import { checkRefs } from '../commands/refs.ts';
import { checkObjects } from '../commands/upkeep.ts';
import type { Mirror, RunOptions } from './mirror.ts';

/** Up to here reading everything costs some tens of milliseconds. */
const smallBytes = 2 * 1024 ** 2;
const smallObjects = 1_000;

/**
 * The cheap check before a fetch: every ref readable with its commit and root tree, no object file empty, no pack cut short (what a
 * power loss leaves). Small mirrors are read whole. What it misses in large ones is found where it is read, and repaired then.
 */
export async function isHealthy(mirror: Mirror, { thorough = false, ...options }: RunOptions & { thorough?: boolean }): Promise<boolean> {
  const refs = await mirror.run(checkRefs(), options).catch(() => undefined);
  if (refs === undefined) return false;
  const trees = await mirror.run(resolveObjects(refs.map((commit) => `${commit}^{tree}`)), options).catch(() => [undefined]);
  if (trees.includes(undefined)) return false;
  const files = await examineObjectFiles(join(mirror.directory, 'objects'));
  if (!files.intact) return false;
  const isSmall = files.bytes <= smallBytes && files.looseObjects <= smallObjects;
  return !(thorough || isSmall) || mirror.run(checkObjects(), options);
}

interface ObjectFiles {
  intact: boolean;
  bytes: number;
  looseObjects: number;
}

async function examineObjectFiles(objects: string): Promise<ObjectFiles> {
  const directories = (await readdir(objects).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const loose = await Promise.all(directories.map((name) => sizes(join(objects, name))));
  const packs = join(objects, 'pack');
  const indexes = (await readdir(packs).catch(() => [])).filter((name) => name.endsWith('.idx'));
  const packed = await Promise.all(indexes.map((name) => examinePack(join(packs, name))));
  return {
    intact: !loose.flat().includes(0) && !packed.includes(undefined),
    bytes: [...loose.flat(), ...packed].reduce<number>((sum, size) => sum + (size ?? 0), 0),
    looseObjects: loose.flat().length,
  };
}

async function sizes(directory: string): Promise<number[]> {
  const names = (await readdir(directory)).filter((name) => /^[0-9a-f]{38}$/.test(name));
  return Promise.all(names.map(async (name) => (await stat(join(directory, name)).catch(() => undefined))?.size ?? 1));
}

/** The size of a pack that ends in the checksum that its index remembers, else undefined. */
async function examinePack(index: string): Promise<number | undefined> {
  const [remembered, found] = await Promise.all([lastBytes(index, 40), lastBytes(index.replace(/\.idx$/, '.pack'), 20)]);
  if (remembered === undefined || found === undefined) return undefined;
  return remembered.bytes.subarray(0, 20).equals(found.bytes) ? found.size : undefined;
}

async function lastBytes(path: string, count: number): Promise<{ bytes: Buffer; size: number } | undefined> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size < count) return undefined;
    const { buffer } = await file.read(Buffer.alloc(count), 0, count, size - count);
    return { bytes: buffer, size };
  } finally {
    await file.close();
  }
}
