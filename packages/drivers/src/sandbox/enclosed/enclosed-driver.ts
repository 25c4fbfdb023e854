import { resolve } from 'node:path';
import { layOutRunner } from '../inside/program.ts';
import { ownerMark } from '../left-overs.ts';
import { checkSpec, makeFolders, ownFolders } from '../own-folders.ts';
import type { Sandbox, SandboxProbe, SandboxSpec } from '../sandbox-port.ts';
import { enclosedSandbox } from './enclosed-sandbox.ts';
import { type Ground, type RaisedSandbox, type SandboxPlan, raiseSandbox } from './raise-sandbox.ts';
import { makeStateFolder, stateFolderOf } from './state-folder.ts';
import { type RaiseWalls, sandboxUser } from './walls.ts';
import { type WarmPool, type WarmPoolOptions, createWarmPool } from './warm-pool.ts';

/** The part of the port that is the same whatever raises the walls. */
export interface EnclosedSandboxes {
  /** Where its state lies, or would. */
  readonly state: string;
  create(spec: SandboxSpec): Promise<Sandbox>;
  /** The same, without a thought of others like it: what is only tried once is not kept ready. */
  createCold(spec: SandboxSpec): Promise<Sandbox>;
  close(): Promise<void>;
}

export function enclosedSandboxes(options: {
  name: string;
  isolation: SandboxProbe['isolation'];
  /** With the driver's name in it, so that drivers of one installation leave each other's alone. */
  installation: string;
  stateFolder: string | undefined;
  graceMs: number;
  warm: WarmPoolOptions | undefined;
  raiseOn: (ground: Omit<Ground, 'raise'>) => RaiseWalls;
  endGhosts: (meant: (id: string) => boolean) => Promise<unknown>;
}): EnclosedSandboxes {
  const open = new Set<string>();
  const state = stateFolderOf(options.name, options.stateFolder);
  let prepared: Promise<{ ground: Ground; pool: WarmPool | undefined }> | undefined;

  const prepare = async () => {
    await makeStateFolder(state);
    const bare = { state, owner: await ownerMark(options.installation), runner: await layOutRunner(state), user: sandboxUser() };
    const ground: Ground = { ...bare, raise: options.raiseOn(bare) };
    const about = { raise: (plan: SandboxPlan) => raiseSandbox(plan, ground), isBusy: () => open.size > 0 };
    const pool = options.warm && createWarmPool(options.warm, ground.owner, about);
    return { ground, pool };
  };
  const ready = () => {
    prepared ??= prepare();
    // What failed once, such as a full disk, may go well later.
    prepared.catch(() => (prepared = undefined));
    return prepared;
  };
  const raise = async (spec: SandboxSpec, directory: string, isCold: boolean): Promise<RaisedSandbox> => {
    const { ground, pool } = await ready();
    await makeFolders(directory, () => options.endGhosts((id) => id === spec.id));
    const warm = isCold ? undefined : await pool?.take({ ...spec, directory });
    if (warm) return warm;
    const [home, temporary] = ownFolders(directory);
    const { id, image, labels = {}, limits = {}, readOnlyFolders = [] } = spec;
    const hasGateway = spec.gatewaySocket !== undefined;
    return raiseSandbox({ id, folders: { work: directory, home, temporary }, limits, labels, readOnlyFolders, image, hasGateway }, ground);
  };

  const make = async (spec: SandboxSpec, isCold: boolean): Promise<Sandbox> => {
    checkSpec(spec);
    if (open.has(spec.id)) throw new Error(`The sandbox ${spec.id} is open already; close it before it is made again.`);
    open.add(spec.id);
    const forget = () => void open.delete(spec.id);
    try {
      const raised = await raise(spec, resolve(spec.directory), isCold);
      if (spec.gatewaySocket !== undefined) raised.leadTo(spec.gatewaySocket);
      const identity = { driver: options.name, isolation: options.isolation, image: raised.walls.image };
      return enclosedSandbox(spec, { ...raised, identity, graceMs: options.graceMs, forget });
    } catch (error) {
      forget();
      throw error;
    }
  };

  return {
    state,
    create: (spec) => make(spec, false),
    createCold: (spec) => make(spec, true),
    async close() {
      const { pool } = (await prepared?.catch(() => undefined)) ?? {};
      await pool?.close();
      // A pool that was closed keeps nothing any more; the next `create` begins a new one.
      if (pool) prepared = undefined;
    },
  };
}
