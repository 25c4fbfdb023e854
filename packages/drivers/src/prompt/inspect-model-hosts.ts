import { type ModelHostReport, probeModelHost } from './health/probe-model-host.ts';
import { probeOpenAi } from './health/probe-openai.ts';
import type { ModelSettings } from './model-settings.ts';
import { createOllamaClient } from './model/ollama-client.ts';
import { place } from './model/streamed-lines.ts';
import { type PullProgress, pullModel } from './pull-model.ts';

/** For one word of a model that is loaded, by somebody who waits for it. */
const patience = { firstWordSeconds: 15, silenceSeconds: 15, totalSeconds: 20 };

/**
 * One look at each model host, as far as it gets, with a word generated; for who wants to know once and looks after nothing. The server to fall back to, if there
 * is one, is the last; it is only asked whether it answers, since its words may cost money.
 */
export function inspectModelHosts(settings: ModelSettings, signal: AbortSignal): Promise<ModelHostReport[]> {
  const { contextTokens, keepAliveSeconds, model } = settings;
  const hosts = settings.hosts.map((host) =>
    probeModelHost(
      createOllamaClient(host, settings.lookSeconds),
      { model, contextTokens, keepAliveSeconds, answer: { patience } },
      signal,
    ),
  );
  return Promise.all([...hosts, ...(settings.fallback === null ? [] : [inspectFallback(settings.fallback, signal)])]);
}

async function inspectFallback(fallback: NonNullable<ModelSettings['fallback']>, signal: AbortSignal): Promise<ModelHostReport> {
  const seen = await probeOpenAi(fallback, signal);
  return {
    host: place(fallback.baseUrl),
    model: fallback.model,
    state: seen.saw === 'good' ? 'ready' : 'failing',
    version: null,
    isPresent: seen.saw === 'good',
    isLoaded: seen.saw === 'good',
    answersInMs: null,
    shareOnGpu: null,
    why: seen.saw === 'good' ? null : seen.why,
    code: seen.saw === 'good' ? null : (seen.code ?? null),
    next: seen.saw === 'good' ? null : 'Check DEVTEAM_PROMPT_FALLBACK_URL and DEVTEAM_PROMPT_FALLBACK_KEY.',
  };
}

/** Downloads the model to the first host. Rejects with a `PromptError`, or the signal's reason; what was downloaded until then is kept there. */
export async function pullPromptModel(
  settings: ModelSettings,
  onProgress: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const [host] = settings.hosts;
  if (host !== undefined) await pullModel(createOllamaClient(host, settings.lookSeconds), settings.model, onProgress, signal);
}
