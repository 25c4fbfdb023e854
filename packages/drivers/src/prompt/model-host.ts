import { type ModelHostReport, observationOf, probeModelHost } from './health/probe-model-host.ts';
import type { ServiceRestarter } from './health/restart/restart-port.ts';
import { type Observation, type ServiceHealth, usualHealthPolicy } from './health/service-health.ts';
import { type ServiceWatch, watchService } from './health/watch-service.ts';
import { createModelHypothesizer } from './model-hypothesizer.ts';
import { createModelPromptConstructor } from './model-prompt-constructor.ts';
import type { Hypothesizer } from './hypothesis-port.ts';
import type { ModelSettings } from './model-settings.ts';
import { createFairQueue } from './model/fair-queue.ts';
import { createOllamaClient } from './model/ollama-client.ts';
import { createOllamaModel } from './model/ollama-model.ts';
import { PromptError } from './prompt-error.ts';
import type { PromptConstructor } from './prompt-port.ts';
import { type PullProgress, pullModel } from './pull-model.ts';

export interface ModelHost {
  readonly constructor: PromptConstructor;
  readonly hypothesizer: Hypothesizer;
  readonly watch: ServiceWatch;
  /** A look as far as it gets, with a word generated. */
  inspect(signal: AbortSignal): Promise<ModelHostReport>;
  pull(onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface ModelHostOptions {
  readonly host: string;
  readonly settings: ModelSettings;
  readonly restarter: ServiceRestarter | null;
  readonly now: () => number;
  readonly onChange?: ((health: ServiceHealth) => void) | undefined;
  /** Of a download that was begun by itself. */
  readonly onPull?: ((host: string, progress: PullProgress) => void) | undefined;
}

/** A model that was good for something within this time needs no proof of it. */
const proofMs = 60_000;
const loading = { firstWordSeconds: 600, silenceSeconds: 60, totalSeconds: 600 };
/** Room for a task and an answer; with less a model is of no use. */
const leastContextTokens = 4096;
/** For one word of a model that is loaded. */
const wordSeconds = 20;

/** One Ollama server: its queue, its model, its health, and what is done so that the model is there and loaded before it is needed. */
export function openModelHost({ host, now, onChange, onPull = () => {}, restarter, settings }: ModelHostOptions): ModelHost {
  const client = createOllamaClient(host, settings.lookSeconds);
  const closing = new AbortController();
  const queue = createFairQueue(host, {
    slots: settings.slots,
    mostPerCustomer: settings.mostWaitingPerCustomer,
    most: settings.mostWaiting,
  });
  const { answerTokens, keepAliveSeconds, model, temperature, topP } = settings;
  /** Half of what was wanted, or less, on a host whose memory is too small for that. */
  let contextTokens = settings.contextTokens;
  const patience = {
    firstWordSeconds: settings.firstWordSeconds,
    silenceSeconds: settings.silenceSeconds,
    totalSeconds: settings.deadlineSeconds,
  };
  const inBackground = new Map<'load' | 'pull', Promise<void>>();

  /** Why the last try to load it failed. */
  let loadProblem: Observation | undefined;
  /** When it was last good for something, which is not the same as answering that it is there. */
  let lastProof = 0;

  /** Ends with the server: a request that hung must not keep us from asking anew when it is back. */
  let background = new AbortController();

  const begin = (what: 'load' | 'pull', work: (signal: AbortSignal) => Promise<void>) => {
    if (inBackground.has(what) || closing.signal.aborted) return;
    const done = work(AbortSignal.any([closing.signal, background.signal]))
      // It is known at once, and not only at the next look; after a failure the next look tries again.
      .then(() => void setImmediate(() => void watch.look()))
      .catch((error: unknown) => {
        if (what !== 'load' || !(error instanceof PromptError)) return;
        loadProblem = cannotLoad(error);
        if (error.code === 'model_out_of_memory') contextTokens = Math.max(leastContextTokens, Math.floor(contextTokens / 2));
      })
      .finally(() => void inBackground.delete(what));
    inBackground.set(what, done);
  };
  const load = async (signal: AbortSignal) => {
    const request = { model, messages: [], contextTokens, answerTokens, temperature, topP, keepAliveSeconds, patience: loading };
    await client.chat(request, signal);
    loadProblem = undefined;
  };
  const pull = (onProgress: (progress: PullProgress) => void, signal: AbortSignal) =>
    pullModel(client, model, onProgress, AbortSignal.any([signal, closing.signal]));

  /** It works, but people should know why prompts are poorer than they could be. */
  const lowered = (seen: Observation): Observation =>
    seen.saw === 'good' && contextTokens < settings.contextTokens
      ? {
          saw: 'poor',
          why: `its memory is enough for a context of ${contextTokens} tokens, not for ${settings.contextTokens}`,
          code: 'model_out_of_memory',
        }
      : seen;

  const probe = async (signal: AbortSignal): Promise<Observation> => {
    const report = await probeModelHost(
      client,
      { model, contextTokens, keepAliveSeconds, answer: null, isLoading: inBackground.has('load') },
      signal,
    );
    if (report.state === 'not_loaded') begin('load', load);
    if (report.state === 'model_missing' && settings.pullMissing)
      begin('pull', (ending) => pull((progress) => onPull(host, progress), ending));
    if (report.state === 'unreachable' || report.state === 'hung') {
      background.abort(new Error(`${host} is gone.`));
      background = new AbortController();
    }
    if (report.state === 'not_loaded' && loadProblem) return loadProblem;
    const { health } = watch;
    // While it makes an answer of ours, a word more would only wait behind that, and what comes of the answer is proof enough.
    const isProven = (health.state === 'up' || contextTokens < settings.contextTokens) && now() - lastProof < proofMs;
    const wantsProof = !isProven && queue.running === 0 && !inBackground.has('load');
    if (report.state !== 'ready' || !wantsProof) return lowered(observationOf(report));
    const word = { patience: { firstWordSeconds: wordSeconds, silenceSeconds: wordSeconds, totalSeconds: wordSeconds } };
    const proven = await probeModelHost(client, { model, contextTokens, keepAliveSeconds, answer: word }, signal);
    if (proven.state === 'ready' && proven.why === null) lastProof = now();
    return lowered(observationOf(proven));
  };
  const watch = watchService({
    service: `Ollama at ${host}`,
    probe,
    restarter,
    policy: { ...usualHealthPolicy, canRestart: restarter !== null },
    waiting: () => queue.waiting,
    now,
    onChange,
  });
  const asking = {
    name: 'ollama',
    model: createOllamaModel(client, {
      model,
      contextTokens: () => contextTokens,
      answerTokens,
      temperature,
      topP,
      keepAliveSeconds,
      patience,
    }),
    queue,
    repairs: settings.repairs,
    deadlineSeconds: settings.deadlineSeconds,
  };
  return {
    constructor: createModelPromptConstructor(asking),
    hypothesizer: createModelHypothesizer(asking),
    watch: {
      get health() {
        return watch.health;
      },
      get isWorthAsking() {
        return watch.isWorthAsking;
      },
      note: (seen) => {
        if (seen.saw === 'good') lastProof = now();
        watch.note(lowered(seen));
      },
      look: () => watch.look(),
      close: () => watch.close(),
    },
    inspect: (signal) => probeModelHost(client, { model, contextTokens, keepAliveSeconds, answer: { patience } }, signal),
    pull,
    async close() {
      closing.abort(new Error('The model host is closed.'));
      await Promise.all([watch.close(), ...inBackground.values()]);
    },
  };
}

const cannotLoad = ({ code, message }: PromptError): Observation => ({
  saw: 'bad',
  why: message,
  code,
  certain: false,
  restartHelps: code !== 'model_missing' && code !== 'model_refused',
});
