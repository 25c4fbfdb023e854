import { mkdir } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { removeTree } from './remove-tree.ts';
import { SandboxError } from './sandbox-error.ts';
import type { SandboxSpec } from './sandbox-port.ts';

/** What a driver makes beside the work folder and removes again: home and temporary folder. */
export const ownFolders = (directory: string) => [`${resolve(directory)}.home`, `${resolve(directory)}.tmp`] as const;

/**
 * Makes the work folder and the driver's own two. These are made before anything runs and removed after the last of it was ended: where neither is, no
 * ghost can be, and a look for one is spared. Two, because a command may well remove its home.
 */
export async function makeFolders(directory: string, endGhosts: () => Promise<unknown>): Promise<void> {
  await mkdir(directory, { recursive: true });
  if (await makeOwnFolders(directory)) return;
  await endGhosts();
  for (const folder of ownFolders(directory)) await removeTree(folder);
  if (!(await makeOwnFolders(directory)))
    throw new Error(
      `Another sandbox is being made in ${directory}: its home or temporary folder came back as soon as it was removed. Give each sandbox a folder of its own.`,
    );
}

/** Whether neither was there. If one was, the other may have been made now. */
async function makeOwnFolders(directory: string): Promise<boolean> {
  try {
    for (const folder of ownFolders(directory)) await mkdir(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** For drivers that run this machine's own programs. */
export function refuseImage({ image }: SandboxSpec, driver: string): void {
  if (image === undefined) return;
  throw new SandboxError(
    'image_unusable',
    `The project wants the image ${JSON.stringify(image)}, and the sandbox ${driver} has none: it runs this machine's programs. Take docker.`,
  );
}

export function checkSpec(spec: SandboxSpec): void {
  if (!/^[^\s\0]{1,200}$/.test(spec.id))
    throw new Error(`A sandbox id is 1 to 200 characters without white space, not ${JSON.stringify(spec.id)}.`);
  if (!isAbsolute(spec.directory))
    throw new Error(`The work folder of sandbox ${spec.id} must be an absolute path, not ${spec.directory}.`);
  for (const path of [...(spec.readOnlyFolders ?? []), ...(spec.gatewaySocket === undefined ? [] : [spec.gatewaySocket])])
    if (!isAbsolute(path)) throw new Error(`What sandbox ${spec.id} is to see must be named by absolute paths, not ${path}.`);
}
