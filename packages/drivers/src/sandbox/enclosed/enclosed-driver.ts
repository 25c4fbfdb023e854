import { resolve } from 'node:path';
import { layOutRunner } from '../inside/program.ts';
import { ownerMark } from '../left-overs.ts';
import { checkSpec, makeFolders } from '../own-folders.ts';
import type { Sandbox, SandboxSpec } from '../sandbox-port.ts';
import { openEnclosedSandbox } from './enclosed-sandbox.ts';
import { makeSocketFolder, makeStateFolder, stateFolderOf } from './state-folder.ts';
import { type RaiseWalls, type SandboxUser, sandboxUser } from './walls.ts';

/** What a driver with walls prepared once. */
interface Ground {
  /** Its folder for all that is no work folder. */
  readonly state: string;
  readonly owner: string;
  readonly runner: string;
  readonly user: SandboxUser;
}

/** The part of the port that is the same whatever raises the walls. */
export interface EnclosedSandboxes {
  /** Where its state lies, or would. */
  readonly state: string;
  create(spec: SandboxSpec): Promise<Sandbox>;
}

export function enclosedSandboxes(options: {
  name: string;
  /** With the driver's name in it, so that drivers of one installation leave each other's alone. */
  installation: string;
  stateFolder: string | undefined;
  graceMs: number;
  raiseOn: (ground: Ground) => RaiseWalls;
  endGhosts: (meant: (id: string) => boolean) => Promise<unknown>;
}): EnclosedSandboxes {
  const open = new Set<string>();
  let prepared: Promise<Ground & { raise: RaiseWalls }> | undefined;
  const state = stateFolderOf(options.name, options.stateFolder);
  const prepare = async () => {
    await makeStateFolder(state);
    const ground = { state, owner: await ownerMark(options.installation), runner: await layOutRunner(state), user: sandboxUser() };
    return { ...ground, raise: options.raiseOn(ground) };
  };
  const ready = () => {
    prepared ??= prepare();
    // What failed once, such as a full disk, may go well later.
    prepared.catch(() => (prepared = undefined));
    return prepared;
  };

  return {
    state,
    async create(spec) {
      checkSpec(spec);
      if (open.has(spec.id)) throw new Error(`The sandbox ${spec.id} is open already; close it before it is made again.`);
      open.add(spec.id);
      const forget = () => void open.delete(spec.id);
      try {
        const { owner, raise, runner, user } = await ready();
        await makeFolders(resolve(spec.directory), () => options.endGhosts((id) => id === spec.id));
        const sockets = await makeSocketFolder(state, owner);
        return await openEnclosedSandbox(spec, { raise, owner, user, runner, sockets, graceMs: options.graceMs, forget });
      } catch (error) {
        forget();
        throw error;
      }
    },
  };
}
