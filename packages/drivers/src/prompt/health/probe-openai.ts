import { PromptError } from '../prompt-error.ts';
import { StatusError, streamedLines } from '../model/streamed-lines.ts';
import type { Observation } from './service-health.ts';

const quick = { firstWordSeconds: 5, silenceSeconds: 5, totalSeconds: 6 };

/** Asks an OpenAI-compatible server for its models, which costs nothing. One that has no such list but answers is taken to be up. */
export async function probeOpenAi(
  { apiKey, baseUrl }: { baseUrl: string; apiKey: string | null },
  signal: AbortSignal,
): Promise<Observation> {
  const headers = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  try {
    for await (const _ of streamedLines({ url: `${baseUrl}/models`, headers, patience: quick, signal }));
    return { saw: 'good' };
  } catch (error) {
    signal.throwIfAborted();
    const bad = (why: string, code: string): Observation => ({ saw: 'bad', why, code, certain: false, restartHelps: false });
    if (error instanceof PromptError) return bad(error.message, error.code);
    if (!(error instanceof StatusError)) throw error;
    if (error.status === 401 || error.status === 403) return bad(`it refuses the key with status ${error.status}`, 'model_refused');
    return error.status >= 500 ? bad(`it fails with status ${error.status}`, 'model_failed') : { saw: 'good' };
  }
}
