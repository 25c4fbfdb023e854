import type { Patience } from '../model/model-port.ts';
import type { OllamaClient } from '../model/ollama-client.ts';
import { PromptError } from '../prompt-error.ts';
import type { Observation } from './service-health.ts';

/** From bad to good; each has other things to be done about it. */
export type ModelHostState = 'unreachable' | 'hung' | 'model_missing' | 'failing' | 'loading' | 'not_loaded' | 'ready';

export interface ModelHostReport {
  readonly host: string;
  readonly model: string;
  readonly state: ModelHostState;
  /** Of the server; null if it did not say. */
  readonly version: string | null;
  readonly isPresent: boolean;
  readonly isLoaded: boolean;
  /** Null: it was not asked to generate. */
  readonly answersInMs: number | null;
  /** Between 0 and 1, of a loaded model: what lies on the graphics card. */
  readonly shareOnGpu: number | null;
  /** Null if all is well. */
  readonly why: string | null;
  /** Of the error catalogue; null if all is well, or will be by itself. */
  readonly code: string | null;
  /** What a person does now; null if nothing. */
  readonly next: string | null;
}

export interface ModelHostProbe {
  readonly model: string;
  readonly contextTokens: number;
  readonly keepAliveSeconds: number;
  /** Whether a word is to be generated: the only proof that a model works. Null: not now. */
  readonly answer: { readonly patience: Patience } | null;
  /** We are loading it at this moment. */
  readonly isLoading?: boolean;
}

/** Looks at a model host as far as it gets: process, model, loaded, really answering. Rejects only with the signal's reason. */
export async function probeModelHost(client: OllamaClient, probe: ModelHostProbe, signal: AbortSignal): Promise<ModelHostReport> {
  const { model } = probe;
  const nothing = {
    host: client.host,
    model,
    version: null,
    isPresent: false,
    isLoaded: false,
    answersInMs: null,
    shareOnGpu: null,
    why: null,
    code: null,
    next: null,
  };
  let known: Omit<ModelHostReport, 'state'> = nothing;
  try {
    known = { ...known, version: await client.version(signal) };
    const isPresent = (await client.listModels(signal)).some(({ name }) => isSameModel(name, model));
    if (!isPresent)
      return {
        ...known,
        state: 'model_missing',
        why: `${model} is not among the models of ${client.host}`,
        code: 'model_missing',
        next: `Download it with \`devteam doctor --pull-model\` or \`ollama pull ${model}\`.`,
      };
    known = { ...known, isPresent };
    const loaded = (await client.listLoaded(signal)).find(({ name }) => isSameModel(name, model));
    if (loaded) known = { ...known, isLoaded: true, shareOnGpu: loaded.bytes > 0 ? loaded.bytesOnGpu / loaded.bytes : null };
    if (probe.answer === null) return { ...known, ...standing(known, probe) };
    const began = performance.now();
    await client.chat(
      {
        model,
        messages: [{ role: 'user', content: 'Say yes.' }],
        contextTokens: probe.contextTokens,
        answerTokens: 1,
        temperature: 0,
        topP: 1,
        keepAliveSeconds: probe.keepAliveSeconds,
        patience: probe.answer.patience,
      },
      signal,
    );
    return { ...known, state: 'ready', isLoaded: true, answersInMs: Math.round(performance.now() - began) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof PromptError)) throw error;
    return { ...known, ...failing(error, known, probe) };
  }
}

/** `qwen3` is `qwen3:latest` to Ollama. */
export const isSameModel = (one: string, other: string) => withTag(one) === withTag(other);
const withTag = (name: string) => (/:[^/]*$/.test(name) ? name : `${name}:latest`);

function standing(known: Omit<ModelHostReport, 'state'>, { isLoading = false, model }: ModelHostProbe) {
  if (known.isLoaded) return { state: 'ready' as const };
  if (isLoading) return { state: 'loading' as const, why: `${model} is being loaded` };
  return { state: 'not_loaded' as const, why: `${model} is not loaded; the next prompt has to wait for that` };
}

function failing(error: PromptError, known: Omit<ModelHostReport, 'state'>, { model }: ModelHostProbe) {
  const why = error.message;
  const { code } = error;
  if (known.version === null && code === 'model_unreachable')
    return { state: 'unreachable' as const, why, code, next: `Start it there (\`ollama serve\`), or correct OLLAMA_HOST.` };
  if (known.version === null && code === 'model_timed_out')
    return { state: 'hung' as const, why, code, next: 'Restart it: it takes connections and does not answer.' };
  if (code === 'model_timed_out' && !known.isLoaded)
    return { state: 'loading' as const, why: `${model} is still being loaded`, code: null, next: null };
  if (code === 'model_timed_out') return { state: 'hung' as const, why, code, next: `Restart it: ${model} is loaded and does not answer.` };
  if (code === 'model_busy') return { state: 'ready' as const, why, code, next: null };
  const next = code === 'model_out_of_memory' ? 'Lower DEVTEAM_PROMPT_CONTEXT, or use a smaller model.' : 'Look at its log; restart it.';
  return { state: 'failing' as const, why, code, next };
}

/** What a look at a model host means for its health. */
export function observationOf({ code, state, why }: ModelHostReport): Observation {
  const reason = why ?? 'it does not say why';
  switch (state) {
    case 'ready':
      return why === null ? { saw: 'good' } : { saw: 'poor', why: reason, code: code ?? undefined };
    case 'loading':
    case 'not_loaded':
      return { saw: 'poor', why: reason };
    case 'model_missing':
      return { saw: 'bad', why: reason, code: code ?? undefined, certain: true, restartHelps: false };
    case 'unreachable':
      return { saw: 'bad', why: reason, code: code ?? undefined, certain: true, restartHelps: true };
    case 'failing':
    case 'hung':
      return { saw: 'bad', why: reason, code: code ?? undefined, certain: false, restartHelps: true };
  }
}
