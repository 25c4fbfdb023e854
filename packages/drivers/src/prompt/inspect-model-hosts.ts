import { type ModelHostReport, probeModelHost } from './health/probe-model-host.ts';
import type { ModelSettings } from './model-settings.ts';
import { createOllamaClient } from './model/ollama-client.ts';
import { type PullProgress, pullModel } from './pull-model.ts';

/** For one word of a model that is loaded, by somebody who waits for it. */
const patience = { firstWordSeconds: 15, silenceSeconds: 15, totalSeconds: 20 };

/** One look at each model host, as far as it gets, with a word generated; for who wants to know once and looks after nothing. */
export function inspectModelHosts(settings: ModelSettings, signal: AbortSignal): Promise<ModelHostReport[]> {
  const { contextTokens, keepAliveSeconds, model } = settings;
  return Promise.all(
    settings.hosts.map((host) =>
      probeModelHost(
        createOllamaClient(host, settings.lookSeconds),
        { model, contextTokens, keepAliveSeconds, answer: { patience } },
        signal,
      ),
    ),
  );
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
