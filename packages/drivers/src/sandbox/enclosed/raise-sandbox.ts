import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Relay, openRelay } from '../relay.ts';
import { SandboxError } from '../sandbox-error.ts';
import type { SandboxLimits } from '../sandbox-port.ts';
import { type ControlChannel, openControl } from './control-channel.ts';
import { giveAway } from './own-files.ts';
import { makeSocketFolder } from './state-folder.ts';
import { type RaiseWalls, type SandboxUser, type Walls, inside } from './walls.ts';

/** What a driver with walls prepared once. */
export interface Ground {
  /** Its folder for all that is no work folder. */
  readonly state: string;
  readonly owner: string;
  readonly runner: string;
  readonly user: SandboxUser;
  readonly raise: RaiseWalls;
}

/** What walls are raised around. */
export interface SandboxPlan {
  readonly id: string;
  readonly folders: { readonly work: string; readonly home: string; readonly temporary: string };
  readonly limits: SandboxLimits;
  readonly labels: Readonly<Record<string, string>>;
  readonly readOnlyFolders: readonly string[];
  readonly image: string | undefined;
  /** Whether there is a way out. Where it leads to may be told later. */
  readonly hasGateway: boolean;
}

/** The walls stand and the runner has said hello: commands can run. */
export interface RaisedSandbox {
  readonly owner: string;
  readonly user: SandboxUser;
  readonly folders: SandboxPlan['folders'] & { readonly sockets: string };
  readonly walls: Walls;
  readonly channel: ControlChannel;
  readonly relay: Relay | undefined;
  /** Says where the way out leads. */
  leadTo(gatewaySocket: string): void;
}

const longestStartMs = 30_000;

/** Rejects with `sandbox_unavailable` or `image_unusable` if it cannot be, and then nothing of it is left but the work folder. */
export async function raiseSandbox(plan: SandboxPlan, { owner, raise, runner, state, user }: Ground): Promise<RaisedSandbox> {
  const sockets = await makeSocketFolder(state, owner);
  const folders = { ...plan.folders, sockets, runner };
  // Every user of the machine can read the names of sockets; only this one, and root, may come near them. Who comes first is taken for the runner.
  await giveAway(sockets, user);
  const control = await openControl(sockets);
  let target: string | undefined;
  let relay: Relay | undefined;
  let walls: Walls | undefined;
  try {
    if (plan.hasGateway) relay = await openRelay({ listen: { path: join(sockets, 'gateway') }, target: () => target });
    for (const folder of [folders.home, folders.temporary]) await giveAway(folder, user);
    const connected = control.connected(() => void walls?.kill());
    // It may fail before or after anybody listens to it.
    connected.catch(() => {});
    const runnerArguments = [inside.sockets, inside.work, ...(plan.hasGateway ? ['gateway'] : [])];
    const { id, image, labels, limits, readOnlyFolders } = plan;
    walls = await raise({ id, owner, user, folders, readOnlyFolders, runnerArguments, limits, labels, image });
    const channel = await firstWord(connected, walls);
    return { owner, user, folders, walls, channel, relay, leadTo: (gatewaySocket) => (target = gatewaySocket) };
  } catch (error) {
    control.close();
    relay?.close();
    await walls?.kill();
    for (const folder of [sockets, folders.home, folders.temporary]) await rm(folder, { recursive: true, force: true });
    if (error instanceof SandboxError) throw error;
    throw new SandboxError('sandbox_unavailable', (error as Error).message, { cause: error });
  }
}

async function firstWord(connected: Promise<ControlChannel>, walls: Walls): Promise<ControlChannel> {
  const waiting = new AbortController();
  const late = sleep(longestStartMs, `nothing was heard of it for ${longestStartMs / 1000} s`, { signal: waiting.signal });
  const failed = Promise.race([walls.fell, late]).then((why) => {
    throw new Error(`The sandbox did not start: ${why}`);
  });
  // It may come too late, when nobody listens any more.
  failed.catch(() => {});
  try {
    return await Promise.race([connected, failed]);
  } finally {
    waiting.abort();
  }
}
