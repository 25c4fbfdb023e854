import { z } from 'zod';
import { PromptError } from '../prompt-error.ts';
import type { ModelMessage, Patience } from './model-port.ts';
import { StatusError, place, streamedLines } from './streamed-lines.ts';

/** The calls of Ollama that we make. All reject with a `PromptError` or the signal's reason. */
export interface OllamaClient {
  /** Without a path: `http://127.0.0.1:11434`. */
  readonly host: string;
  /** Answers while a model loads: alive is not ready. */
  version(signal: AbortSignal): Promise<string>;
  listModels(signal: AbortSignal): Promise<{ name: string; bytes: number }[]>;
  listLoaded(signal: AbortSignal): Promise<LoadedModel[]>;
  chat(request: OllamaChat, signal: AbortSignal): Promise<OllamaAnswer>;
  /** Progress as it comes; the last one has the status `success`. What was pulled before is not pulled again. */
  pull(model: string, signal: AbortSignal): AsyncGenerator<PullLine, void>;
}

export interface LoadedModel {
  readonly name: string;
  readonly bytes: number;
  /** Less than `bytes`: some of it runs on the processor, which is slow. */
  readonly bytesOnGpu: number;
}

export interface OllamaChat {
  readonly model: string;
  /** None: the model is loaded and nothing else happens. */
  readonly messages: readonly ModelMessage[];
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly contextTokens: number;
  readonly answerTokens: number;
  readonly temperature: number;
  readonly topP: number;
  /** How long the model stays loaded afterwards; -1 is for ever. */
  readonly keepAliveSeconds: number;
  readonly patience: Patience;
}

export interface OllamaAnswer {
  readonly text: string;
  readonly thoughts: string;
  /** `length`: it was cut off. `load`: it was loaded. */
  readonly doneReason: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

export interface PullLine {
  readonly status: string;
  /** The layer that this line is about. */
  readonly digest: string | null;
  readonly completedBytes: number;
  /** Of this layer; 0 if the line is about none. */
  readonly totalBytes: number;
}

const Version = z.object({ version: z.string() });
const Tags = z.object({ models: z.array(z.object({ name: z.string(), size: z.number().default(0) })).nullable() });
const Loaded = z.object({
  models: z.array(z.object({ name: z.string(), size: z.number().default(0), size_vram: z.number().default(0) })).nullable(),
});
const ChatLine = z.object({
  error: z.string().optional(),
  message: z.object({ content: z.string().default(''), thinking: z.string().default('') }).optional(),
  done: z.boolean().default(false),
  done_reason: z.string().default('stop'),
  prompt_eval_count: z.number().optional(),
  eval_count: z.number().optional(),
});
const Pull = z.object({
  error: z.string().optional(),
  status: z.string().default(''),
  digest: z.string().optional(),
  completed: z.number().default(0),
  total: z.number().default(0),
});

/** A stalled part of a download is tried again by the server after 30 s. */
const pulling: Patience = { firstWordSeconds: 60, silenceSeconds: 180, totalSeconds: 24 * 60 * 60 };

/** `answerSeconds`: for what needs no model, and should come at once. */
export function createOllamaClient(host: string, answerSeconds = 4): OllamaClient {
  const quick: Patience = { firstWordSeconds: answerSeconds, silenceSeconds: answerSeconds, totalSeconds: answerSeconds * 1.5 };
  const get = async <T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> => {
    const lines: string[] = [];
    const url = `${host}${path}`;
    for await (const line of translated(url, streamedLines({ url, patience: quick, signal }))) lines.push(line);
    return read(lines.join('\n'), schema, url);
  };
  return {
    host,
    version: async (signal) => (await get('/api/version', Version, signal)).version,
    listModels: async (signal) => ((await get('/api/tags', Tags, signal)).models ?? []).map(({ name, size }) => ({ name, bytes: size })),
    listLoaded: async (signal) =>
      ((await get('/api/ps', Loaded, signal)).models ?? []).map((one) => ({ name: one.name, bytes: one.size, bytesOnGpu: one.size_vram })),
    chat: (request, signal) => chat(host, request, signal),
    async *pull(model, signal) {
      const url = `${host}/api/pull`;
      let isDone = false;
      for await (const text of translated(url, streamedLines({ url, body: { model, stream: true }, patience: pulling, signal }))) {
        const line = read(text, Pull, url);
        // Under status 200: it had begun to answer before it knew.
        if (line.error !== undefined) throw pullFailure(url, model, line.error);
        isDone = line.status === 'success';
        yield { status: line.status, digest: line.digest ?? null, completedBytes: line.completed, totalBytes: line.total };
      }
      if (!isDone) throw new PromptError('model_failed', `${place(url)} ended the download of ${model} without saying that it is there.`);
    },
  };
}

async function chat(host: string, request: OllamaChat, signal: AbortSignal): Promise<OllamaAnswer> {
  const url = `${host}/api/chat`;
  const body = {
    model: request.model,
    messages: request.messages,
    ...(request.schema === undefined ? {} : { format: request.schema }),
    // Not said, it means true for a model that can; thoughts and a schema together then take two passes, or give no answer at all.
    think: false,
    stream: true,
    // Too long a prompt is else cut at its beginning, in silence.
    truncate: false,
    keep_alive: request.keepAliveSeconds < 0 ? -1 : `${request.keepAliveSeconds}s`,
    options: {
      // Always the same, or the server loads the model anew; its own default depends on the machine.
      num_ctx: request.contextTokens,
      num_predict: request.answerTokens,
      temperature: request.temperature,
      top_p: request.topP,
    },
  };
  let text = '';
  let thoughts = '';
  for await (const each of translated(url, streamedLines({ url, body, patience: request.patience, signal }))) {
    const line = read(each, ChatLine, url);
    if (line.error !== undefined) throw serverFailure(url, line.error);
    text += line.message?.content ?? '';
    thoughts += line.message?.thinking ?? '';
    if (line.done)
      return {
        text,
        thoughts,
        doneReason: line.done_reason,
        inputTokens: line.prompt_eval_count ?? null,
        outputTokens: line.eval_count ?? null,
      };
  }
  throw new PromptError('model_failed', `${place(url)} ended its answer in the middle.`);
}

async function* translated(url: string, lines: AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  try {
    yield* lines;
  } catch (error) {
    throw error instanceof StatusError ? statusFailure(url, error) : error;
  }
}

function statusFailure(url: string, { said, status }: StatusError): PromptError {
  if (status === 404) return new PromptError('model_missing', `${place(url)}: ${said}.`);
  if (status === 503 || status === 429) return new PromptError('model_busy', `${place(url)} is busy: ${said}.`);
  if (status >= 500) return serverFailure(url, said);
  if (isAboutContext(said)) return new PromptError('model_context_exceeded', `${place(url)}: ${said}.`);
  return new PromptError('model_refused', `${place(url)} refused the request with status ${status}: ${said}.`);
}

/** What the runner of a model says when it breaks is free text. */
function serverFailure(url: string, said: string): PromptError {
  if (/out of memory|failed to allocate|requires more (?:system )?memory|insufficient memory/i.test(said))
    return new PromptError('model_out_of_memory', `${place(url)} has not the memory for it: ${said}.`);
  if (isAboutContext(said)) return new PromptError('model_context_exceeded', `${place(url)}: ${said}.`);
  return new PromptError('model_failed', `${place(url)} failed: ${said}.`);
}

const isAboutContext = (said: string) => /context (?:length|window|size)|exceeds? .*context/i.test(said);

const pullFailure = (url: string, model: string, said: string) =>
  /does not exist|not found|manifest/i.test(said)
    ? new PromptError('model_missing', `${place(url)} cannot find ${model} to download: ${said}.`)
    : new PromptError('model_failed', `${place(url)} could not download ${model}: ${said}.`);

function read<T>(text: string, schema: z.ZodType<T>, url: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PromptError('model_failed', `${place(url)} answered what is no JSON: ${JSON.stringify(text.slice(0, 80))}.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PromptError(
    'model_failed',
    `${place(url)} answered in another form than Ollama does: ${issue?.path.join('.')}: ${issue?.message}.`,
  );
}
