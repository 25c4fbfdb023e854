import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findProgram } from '../host-programs.ts';

/** Needs root, which gives it a user of its own. */
export const canOpenPrivatePodman = (): boolean =>
  ['podman', 'newuidmap', 'setpriv'].every((program) => findProgram(program) !== undefined) && process.getuid?.() === 0;

/** Podman as a user without rights runs it. */
export interface PrivatePodman {
  readonly socket: string;
  /** As whom DevTeam has to run to use it. */
  readonly uid: number;
  /** Belongs to that user. */
  readonly folder: string;
  close(): Promise<void>;
}

const script = fileURLToPath(new URL('../../../../../tooling/podman-engine.sh', import.meta.url));

export async function openPrivatePodman(): Promise<PrivatePodman> {
  const folder = `/run/dp${process.pid}`;
  const control = async (word: 'up' | 'down') => {
    await promisify(execFile)('sh', [script, word, folder]);
  };
  await control('up');
  return { socket: `${folder}/run/s`, uid: 12_001, folder: `${folder}/tmp`, close: () => control('down') };
}
