import { createFallingBackConstructor } from './falling-back-constructor.ts';
import type { ModelHostReport } from './health/probe-model-host.ts';
import { probeOpenAi } from './health/probe-openai.ts';
import { openRestarter } from './health/restart/open-restarter.ts';
import { type ServiceHealth, usualHealthPolicy } from './health/service-health.ts';
import { watchService } from './health/watch-service.ts';
import { openModelHost } from './model-host.ts';
import { firstThatSuggests } from './first-that-suggests.ts';
import type { HypothesisQuestion, SuggestedHypotheses } from './hypothesis-port.ts';
import { createModelHypothesizer } from './model-hypothesizer.ts';
import { createModelPromptConstructor } from './model-prompt-constructor.ts';
import type { ModelSettings } from './model-settings.ts';
import { createFairQueue } from './model/fair-queue.ts';
import { createOpenAiModel } from './model/openai-model.ts';
import { PromptError } from './prompt-error.ts';
import type { PromptConstructor } from './prompt-port.ts';
import type { PullProgress } from './pull-model.ts';
import { templatePromptConstructor } from './template-prompt-constructor.ts';

/** By name as in settings, those that need nothing. */
export const promptConstructors: Readonly<Record<string, PromptConstructor>> = { template: templatePromptConstructor };

/** Throws `prompt_constructor_unknown`, naming those that there are. */
export function getPromptConstructor(name: string, known = promptConstructors): PromptConstructor {
  const constructor = Object.hasOwn(known, name) ? known[name] : undefined;
  if (constructor) return constructor;
  throw new PromptError(
    'prompt_constructor_unknown',
    `There is no prompt constructor called ${JSON.stringify(name)}; there are: ${Object.keys(known).join(', ')}.`,
  );
}

/** All prompt constructors of a process, with the model hosts that they use: one of these in each process. */
export interface PromptConstructors {
  /** `template`, `ollama`, and `openai-compatible` if one is configured. Throws `prompt_constructor_unknown`. */
  get(name: string): PromptConstructor;
  /** What the model of this constructor thinks may be behind an error. Rejects only when it is aborted. */
  suggest(name: string, question: HypothesisQuestion, options: { signal: AbortSignal; customer: string }): Promise<SuggestedHypotheses>;
  /** Of each server, in the order in which they are asked. */
  health(): ServiceHealth[];
  /** Looks at each now; what one look does not show, such as whether it answers while it makes an answer, stays as it was. */
  look(): Promise<ServiceHealth[]>;
  /** Looks at each Ollama host as far as it gets. */
  inspect(signal: AbortSignal): Promise<ModelHostReport[]>;
  /** Downloads the model to the first host. */
  pull(onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>;
  /** Ends all watching, and a model host that is a child of this process. */
  close(): Promise<void>;
}

export interface PromptConstructorsOptions {
  readonly settings: ModelSettings;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Whenever a server comes or goes, or was restarted. */
  readonly onHealth?: (health: ServiceHealth) => void;
  /** Of downloads that began by themselves. */
  readonly onPull?: (host: string, progress: PullProgress) => void;
}

/** Begins to look after the model hosts at once; nothing of it keeps the process alive, and nothing of it can fail a prompt. */
export function openPromptConstructors({ now = Date.now, onHealth, onPull, settings }: PromptConstructorsOptions): PromptConstructors {
  const hosts = settings.hosts.map((host, n) =>
    openModelHost({ host, settings, restarter: n === 0 ? openRestarter(settings.restart) : null, now, onChange: onHealth, onPull }),
  );
  const fallback = settings.fallback === null ? [] : [openFallback(settings, settings.fallback, { now, onHealth })];
  const chain = { last: templatePromptConstructor, totalSeconds: settings.totalSeconds, now };
  const known: Record<string, PromptConstructor> = {
    ...promptConstructors,
    ollama: createFallingBackConstructor({ ...chain, name: 'ollama', steps: [...hosts, ...fallback] }),
    ...(fallback.length === 0
      ? {}
      : { 'openai-compatible': createFallingBackConstructor({ ...chain, name: 'openai-compatible', steps: fallback }) }),
  };
  return {
    get: (name) => getPromptConstructor(name, known),
    suggest: (name, question, options) =>
      firstThatSuggests(name === 'ollama' ? [...hosts, ...fallback] : name === 'openai-compatible' ? fallback : [], question, {
        ...options,
        totalSeconds: settings.totalSeconds,
        now,
      }),
    health: () => [...hosts, ...fallback].map(({ watch }) => watch.health),
    look: () => Promise.all([...hosts, ...fallback].map(({ watch }) => watch.look())),
    inspect: (signal) => Promise.all(hosts.map((host) => host.inspect(signal))),
    async pull(onProgress, signal) {
      await hosts[0]?.pull(onProgress, signal);
    },
    async close() {
      await Promise.all([...hosts.map((host) => host.close()), ...fallback.map(({ watch }) => watch.close())]);
    },
  };
}

function openFallback(
  settings: ModelSettings,
  fallback: NonNullable<ModelSettings['fallback']>,
  { now, onHealth }: { now: () => number; onHealth: PromptConstructorsOptions['onHealth'] },
) {
  const queue = createFairQueue(fallback.baseUrl, {
    slots: 4,
    mostPerCustomer: settings.mostWaitingPerCustomer,
    most: settings.mostWaiting,
  });
  const model = createOpenAiModel({
    ...fallback,
    answerTokens: settings.answerTokens,
    temperature: settings.temperature,
    topP: settings.topP,
    patience: {
      firstWordSeconds: settings.firstWordSeconds,
      silenceSeconds: settings.silenceSeconds,
      totalSeconds: settings.deadlineSeconds,
    },
  });
  const asking = { name: 'openai-compatible', model, queue, repairs: settings.repairs, deadlineSeconds: settings.deadlineSeconds };
  return {
    constructor: createModelPromptConstructor(asking),
    hypothesizer: createModelHypothesizer(asking),
    watch: watchService({
      service: `${model.name} at ${model.host}`,
      probe: (signal) => probeOpenAi(fallback, signal),
      restarter: null,
      // Somebody else's server: not asked every few seconds.
      policy: { ...usualHealthPolicy, probeEveryMs: 60_000, probeDownMs: [5000, 60_000] },
      waiting: () => queue.waiting,
      now,
      onChange: onHealth,
    }),
  };
}
