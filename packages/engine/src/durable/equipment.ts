import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { CodedError } from '@devteam/api';
import { type AgentName, findAgent } from '@devteam/drivers/executor';
import { type Gateway, type GatewayEvent, openGateway, removeDeadSockets } from '@devteam/drivers/gateway';
import {
  type HypothesisQuestion,
  type PromptConstructor,
  type ModelSettings as PromptModelSettings,
  type PromptConstructors,
  type SuggestedHypotheses,
  describeHealth,
  getPromptConstructor,
  openPromptConstructors,
  readModelSettings,
} from '@devteam/drivers/prompt';
import {
  type ProbedSandboxDriver,
  type SandboxDriver,
  type SandboxGuard,
  chooseSandboxDriver,
  getSandboxDriver,
  requireSandboxGuards,
  sandboxDrivers,
} from '@devteam/drivers/sandbox';
import type { ServiceRow } from '../store/index.ts';
import { type RepoMaps, openRepoMaps } from './repo-maps.ts';
import type { LogLevel } from './log-level.ts';
import type { ModelSource } from './model-source.ts';
import { watchedSandboxes } from './watched-sandboxes.ts';

/** In place of a sandbox's name: the strongest that works here. */
export const anySandbox = 'auto';

/** Which agent an executor starts; those that start none are not here. */
const agents: Readonly<Record<string, AgentName>> = { aider: 'aider', codex: 'codex', acp: 'opencode' };

export const agentOf = (executor: string): AgentName | undefined => (Object.hasOwn(agents, executor) ? agents[executor] : undefined);

/** What the nodes of a worker work with besides Git and the database. Opened when first needed, closed with the worker. */
export interface Equipment {
  readonly models: ModelSource;
  /** Throws `sandbox_unknown`, `sandbox_unavailable`, and `sandbox_too_weak` if it does not enforce all that is required. */
  getSandbox(name: string, required: readonly SandboxGuard[], image?: string): Promise<SandboxDriver>;
  /** What a driver enforces here and now, measured; looked at once in ten minutes. */
  findGuards(driver: SandboxDriver): Promise<SandboxGuard[]>;
  getPromptConstructor(name: string): PromptConstructor;
  /** What the model of that constructor thinks may be behind an error; a constructor without a model thinks nothing. */
  suggestHypotheses(
    name: string,
    question: HypothesisQuestion,
    options: { signal: AbortSignal; customer: string },
  ): Promise<SuggestedHypotheses>;
  readonly maps: RepoMaps;
  gateway(): Promise<Gateway>;
  /** What runs told about a provider of models. */
  noteProvider: (event: Extract<GatewayEvent, { type: 'provider_down' | 'provider_up' }>) => void;
  /** Where the gateway's sockets lie; short, because the path of a socket may have 107 bytes. */
  socketDirectory: string;
  /** Host folders that a sandbox has to show, none if only its image has the agent; null if the executor starts none. */
  findAgentFolders(executor: string): Promise<readonly string[] | null>;
  /** Ends sandboxes of dead workers, by driver, and removes their sockets; those of `live` claims stay. */
  reap(live: ReadonlySet<string>): Promise<Map<string, string[]>>;
  close(): Promise<void>;
}

export interface EquipmentOptions {
  home: string;
  installation: string;
  models?: ModelSource | undefined;
  promptModels?: PromptModelSettings | undefined;
  /** Whenever something that work waits for comes, goes or struggles. */
  onService: (service: ServiceRow) => void;
  log: (level: LogLevel, message: string) => void;
}

/** What runs a task asks for two kinds of sandboxes in turn, one for its agent and one for its checks. */
const warmSandboxes = 2;
/** Beside the folders of nodes, on the same file system, so that a sandbox's folder can become a node's. */
export const warmDirectory = (home: string): string => join(home, 'warm');

/** A machine changes: an engine is started, a kernel setting is changed. A look takes seconds and some hundred megabytes. */
const probeAgainMs = 600_000;
/** What does not work is looked at sooner: that costs little, and tasks wait for it. */
const probeBrokenAgainMs = 10_000;

export function openEquipment({
  home,
  installation,
  log,
  models = () => undefined,
  onService,
  promptModels = readModelSettings({}),
}: EquipmentOptions): Equipment {
  const drivers = new Map<string, SandboxDriver>();
  const driver = (name: string): SandboxDriver => {
    const known =
      drivers.get(name) ??
      watchedSandboxes(getSandboxDriver(name, { installation, warm: { count: warmSandboxes, folder: warmDirectory(home) } }), onService);
    drivers.set(name, known);
    return known;
  };
  const maps = openRepoMaps(home);
  const measured = new Map<string, { at: number; guards: Promise<SandboxGuard[]> }>();
  let prompts: PromptConstructors | undefined;
  let gateway: Promise<Gateway> | undefined;
  const probes = new Map<string, { until: number; facts: Promise<ProbedSandboxDriver> }>();
  const probeOne = async (name: string): Promise<ProbedSandboxDriver> => {
    const probe = await driver(name).probe();
    const known = probes.get(name);
    if (known && !probe.usable) known.until = performance.now() + probeBrokenAgainMs;
    return { name, probe };
  };
  const probe = (): Promise<ProbedSandboxDriver[]> =>
    Promise.all(
      Object.keys(sandboxDrivers).map((name) => {
        const known = probes.get(name);
        if (known && performance.now() < known.until) return known.facts;
        const facts = probeOne(name);
        probes.set(name, { until: performance.now() + probeAgainMs, facts });
        return facts;
      }),
    );

  const openPrompts = (): PromptConstructors =>
    (prompts ??= openPromptConstructors({
      settings: promptModels,
      onHealth: (health) => {
        const now = Date.now();
        log(health.state === 'up' ? 'info' : 'warn', describeHealth(health, now));
        if (health.state === 'unknown') return;
        const { next, service: name, since, state, waiting, why } = health;
        const waits = waiting > 0 ? `${waiting} ${waiting === 1 ? 'prompt waits' : 'prompts wait'} for it` : 'prompts are made without it';
        onService({ name, state, since: new Date(since), why, next: state === 'up' ? null : `${waits}; ${nextWords[next.do]}` });
      },
    }));

  return {
    models,
    maps,
    socketDirectory: socketDirectoryOf(home, installation),
    findAgentFolders: async (executor) => {
      const name = agentOf(executor);
      if (name === undefined) return null;
      const found = await findAgent(name);
      return found.found ? found.folders : [];
    },
    getSandbox: async (wanted, required, image) => {
      if (wanted !== anySandbox && required.length === 0) return driver(wanted);
      const facts = await probe();
      // Only containers are made of images.
      const fitting = image === undefined ? facts : facts.filter(({ name }) => name === 'docker');
      const chosen = wanted === anySandbox ? chooseSandboxDriver(fitting) : { name: wanted };
      if (!chosen) throw new CodedError('sandbox_unavailable', { why: image === undefined ? nothingWorks : noEngine(image) });
      requireSandboxGuards(chosen.name, required, facts);
      return driver(chosen.name);
    },
    findGuards: async (one) => {
      const known = measured.get(one.name);
      if (known && performance.now() - known.at < probeAgainMs) return known.guards;
      const guards = one.probe().then(({ enforces }) => (Object.keys(enforces) as SandboxGuard[]).filter((guard) => enforces[guard]));
      measured.set(one.name, { at: performance.now(), guards });
      return guards;
    },
    // The template needs no model, so nothing is looked after for its sake.
    getPromptConstructor: (name) => (name === 'template' ? getPromptConstructor(name) : openPrompts().get(name)),
    suggestHypotheses: (name, question, options) =>
      name === 'template' ? Promise.resolve({ from: null, items: [], notes: [] }) : openPrompts().suggest(name, question, options),
    noteProvider: (event) => {
      const since = new Date(event.atMs);
      onService(
        event.type === 'provider_up'
          ? { name: event.provider, state: 'up', since, why: null, next: null }
          : {
              name: event.provider,
              state: 'down',
              since,
              why: event.why,
              next: `tasks that ask it wait; it is asked again at ${new Date(event.untilMs).toISOString()}`,
            },
      );
    },
    gateway: () => (gateway ??= openGateway()),
    reap: async (live) => {
      const ended = new Map<string, string[]>();
      await removeDeadSockets(socketDirectoryOf(home, installation));
      for (const name of Object.keys(sandboxDrivers)) ended.set(name, await driver(name).reap(live));
      return ended;
    },
    close: async () => {
      await Promise.all([
        gateway?.then((one) => one.close()),
        prompts?.close(),
        maps.close(),
        ...[...drivers.values()].map((one) => one.close()),
      ]);
    },
  };
}

const nothingWorks = 'no sandbox works on this machine';
const noEngine = (image: string): string => `the project wants the image ${image}, and no container engine works on this machine`;

const nextWords = { probe: 'it is looked at again', restart: 'it is restarted', person: 'a person has to look at it' } as const;

const mostSocketDirectoryBytes = 80;

function socketDirectoryOf(home: string, installation: string): string {
  const own = join(home, 'gateway');
  if (Buffer.byteLength(own) <= mostSocketDirectoryBytes) return own;
  return join(tmpdir(), `devteam-${installation}`);
}
