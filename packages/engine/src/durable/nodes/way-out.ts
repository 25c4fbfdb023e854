import { CodedError } from '@devteam/api';
import type { Effort, Gateway, GatewayEvent, GatewayRun, ModelUpstream, RegistryName } from '@devteam/drivers/gateway';
import type { Project } from '../../store/index.ts';
import type { ModelSource } from '../model-source.ts';

/** What most agents are known to work well with; a project may name another. */
export const usualModel = 'gpt-5';
export const usualEffort = 'medium';

export interface WayOut {
  run: GatewayRun;
  /** As the project calls it; null: only registries are let through. */
  model: { name: string; effort: Effort } | null;
  /** Of all requests of this run; null without a model. */
  usage(): ModelUsage | null;
  close(): Promise<void>;
}

export interface ModelUsage {
  inputTokens: number;
  outputTokens: number;
  model: string;
  requests: number;
  /** Null if a part of it has no known price or count. */
  costUsd: number | null;
}

type Say = (text: string, level?: 'info' | 'warn') => void;

export interface WayOutRequest {
  gateway: () => Promise<Gateway>;
  models: ModelSource;
  noteProvider: (event: Extract<GatewayEvent, { type: 'provider_down' | 'provider_up' }>) => void;
  socketDirectory: string;
  /** The sandbox's. */
  id: string;
  /** Whether what runs asks a model. */
  needsModel: boolean;
  timeoutSeconds: number;
  /** What budgets leave for this run. */
  left: { tokens?: number | undefined; costUsd?: number | undefined };
}

/** Sums up to the deadline of a run, and what closing takes. */
const afterDeadlineMs = 30_000;

/**
 * The way out of one sandbox: to the project's model if one is needed, to the registries that the project allows. Null if it needs none.
 * Throws `provider_key_unavailable` if this installation knows no way to the model.
 */
export async function openWayOut({ project, say }: { project: Project; say: Say }, request: WayOutRequest): Promise<WayOut | null> {
  const { settings } = project;
  const registries = (settings.registries ?? []) as RegistryName[];
  if (!request.needsModel && registries.length === 0) return null;
  const model = request.needsModel ? { name: settings.model ?? usualModel, effort: settings.effort ?? usualEffort } : null;
  const run = await (
    await request.gateway()
  ).openRun({
    id: request.id,
    socketDirectory: request.socketDirectory,
    models: model ? { [insideName(model.name)]: { ...requireUpstream(project, model.name, request), effort: model.effort } } : {},
    ...(model ? { otherModelsBecome: insideName(model.name) } : {}),
    ...(model ? { budget: tightest(settings.budget ?? {}, request.left) } : {}),
    deadlineAtMs: Date.now() + request.timeoutSeconds * 1000 + afterDeadlineMs,
    registries,
    onEvent: (event) => {
      tell(event, say);
      if (event.type === 'provider_down' || event.type === 'provider_up') request.noteProvider(event);
    },
  });
  return {
    run,
    model,
    usage: () => (model ? usageOf(run, model.name) : null),
    close: () => run.close(),
  };
}

type RunBudget = NonNullable<Project['settings']['budget']>;

const tightest = (set: RunBudget, left: WayOutRequest['left']): RunBudget => {
  const least = (of: 'tokens' | 'costUsd') => {
    const limits = [set[of], left[of]].filter((limit) => limit !== undefined);
    return limits.length === 0 ? {} : { [of]: Math.min(...limits) };
  };
  return { ...set, ...least('tokens'), ...least('costUsd') };
};

/** `anthropic/claude-x` is asked as `claude-x` in that protocol. */
const insideName = (name: string): string => name.replace(/^(?:anthropic|ollama|openai)\//, '');

function requireUpstream(project: Project, name: string, { models }: WayOutRequest): ModelUpstream {
  const upstream = models(name);
  if (upstream) return upstream;
  throw new CodedError('provider_key_unavailable', {
    place: project.id,
    why: `the project works with ${name}, and this installation has neither a key nor an address for it`,
  });
}

function usageOf(run: GatewayRun, model: string): ModelUsage {
  const { costUsd, inputTokens, outputTokens, requests, unknown, unpriced } = run.usage().total;
  return { inputTokens, outputTokens, model, requests, costUsd: unknown > 0 || unpriced > 0 ? null : costUsd };
}

function tell(event: GatewayEvent, say: Say): void {
  if (event.type === 'refused')
    say(`the gateway refused ${event.method} ${[event.host, event.path].filter(Boolean).join('')}: ${event.why}`, 'warn');
  if (event.type === 'budget_warning') say(`four fifths of the budget are used: ${event.spent} of ${event.limit} ${event.kind}`, 'warn');
  if (event.type === 'provider_down') say(`${event.provider} does not answer: ${event.why}`, 'warn');
  if (event.type === 'provider_up') say(`${event.provider} answers again`);
}

/** For package managers, so that they find the registries that are let through. */
export function registryEnvironment(gatewayUrl: string, key: string, registries: readonly string[]): Record<string, string> {
  const base = `${gatewayUrl}/key/${key}`;
  const settings: Record<string, Record<string, string>> = {
    npm: { npm_config_registry: `${base}/npm/` },
    pypi: { PIP_INDEX_URL: `${base}/pypi/simple/`, UV_INDEX_URL: `${base}/pypi/simple/` },
    go: { GOPROXY: `${base}/go`, GONOSUMDB: '*' },
    crates: { CARGO_REGISTRIES_CRATES_IO_INDEX: `sparse+${base}/crates/index/` },
  };
  return Object.assign({}, ...registries.map((name) => settings[name] ?? {})) as Record<string, string>;
}
