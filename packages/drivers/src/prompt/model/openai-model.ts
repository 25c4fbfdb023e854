import { z } from 'zod';
import { PromptError } from '../prompt-error.ts';
import type { ModelAnswer, Patience, PromptModel } from './model-port.ts';
import { StatusError, place, streamedLines } from './streamed-lines.ts';

export interface OpenAiModelOptions {
  /** Up to where `/chat/completions` follows: `https://models.example/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Null for a server that wants none. Never in an error. */
  readonly apiKey: string | null;
  readonly contextTokens: number;
  readonly answerTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly patience: Patience;
}

const Chunk = z.object({
  error: z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]).optional(),
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            // Servers call it either.
            reasoning: z.string().nullish(),
            reasoning_content: z.string().nullish(),
          })
          .default({}),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

/**
 * Servers and models differ in which of these they take. One that is refused by name is left out from then on, so that a model with fixed sampling, or a
 * server without schemas, can be used all the same; what is answered is validated in any case.
 */
const named = {
  stream_options: /stream_options|include_usage/,
  temperature: /temperature/,
  top_p: /top_p/,
  max_tokens: /max_tokens/,
  response_format: /response_format|json_schema/,
};
type Field = keyof typeof named;
const fields = Object.keys(named) as Field[];

/** Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, LM Studio, OpenRouter, a gateway, Ollama itself. */
export function createOpenAiModel(options: OpenAiModelOptions): PromptModel {
  const url = `${options.baseUrl.replace(/\/+$/, '')}/chat/completions`;
  const { contextTokens, answerTokens, temperature, topP, patience } = options;
  const refused = new Set<Field>();
  const hide = (text: string) => (options.apiKey ? text.replaceAll(options.apiKey, '[key]') : text);
  return {
    name: options.model,
    host: place(options.baseUrl),
    contextTokens,
    answerTokens,
    async answer({ messages, schema }, signal) {
      const values: Record<Field, unknown> = {
        stream_options: { include_usage: true },
        temperature,
        top_p: topP,
        max_tokens: answerTokens,
        response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } },
      };
      const headers = options.apiKey === null ? {} : { authorization: `Bearer ${options.apiKey}` };
      for (;;) {
        const body = {
          model: options.model,
          messages,
          stream: true,
          ...Object.fromEntries(fields.filter((field) => !refused.has(field)).map((field) => [field, values[field]])),
          // The newer name of the same.
          ...(refused.has('max_tokens') ? { max_completion_tokens: answerTokens } : {}),
        };
        try {
          return await readAnswer(url, streamedLines({ url, body, headers, patience, signal }), hide, answerTokens);
        } catch (error) {
          if (!(error instanceof StatusError)) throw error;
          const { said, status } = error;
          const field = status === 400 || status === 422 ? fields.find((each) => !refused.has(each) && named[each].test(said)) : undefined;
          if (field === undefined) throw statusFailure(url, status, hide(said));
          refused.add(field);
        }
      }
    },
  };
}

async function readAnswer(
  url: string,
  lines: AsyncGenerator<string, void>,
  hide: (text: string) => string,
  answerTokens: number,
): Promise<ModelAnswer> {
  let text = '';
  let thoughts = '';
  let end: string | undefined;
  let usage: z.infer<typeof Chunk>['usage'];
  for await (const line of lines) {
    const data = /^data:\s*(.*)$/.exec(line)?.[1];
    if (data === undefined) {
      // Comments keep a connection open; an error may come as a line of plain JSON.
      if (line.startsWith('{')) throw new PromptError('model_failed', `${place(url)} failed: ${hide(line.slice(0, 300))}`);
      continue;
    }
    if (data.trim() === '[DONE]') break;
    const chunk = readChunk(url, data);
    if (chunk.error !== undefined) throw new PromptError('model_failed', `${place(url)} failed: ${hide(chunk.error.slice(0, 300))}`);
    const [choice] = chunk.choices;
    text += choice?.delta.content ?? '';
    thoughts += choice?.delta.reasoning ?? choice?.delta.reasoning_content ?? '';
    end = choice?.finish_reason ?? end;
    usage = chunk.usage ?? usage;
  }
  if (end === undefined) throw new PromptError('model_failed', `${place(url)} ended its answer in the middle.`);
  if (end === 'length') throw new PromptError('model_answer_unusable', `The answer was cut off after ${answerTokens} tokens.`);
  return { text, thoughts, inputTokens: usage?.prompt_tokens ?? null, outputTokens: usage?.completion_tokens ?? null };
}

function readChunk(url: string, data: string): z.infer<typeof Chunk> {
  try {
    return Chunk.parse(JSON.parse(data));
  } catch {
    throw new PromptError(
      'model_failed',
      `${place(url)} answered in another form than chat completions have: ${JSON.stringify(data.slice(0, 80))}.`,
    );
  }
}

function statusFailure(url: string, status: number, said: string): PromptError {
  if (status === 404) return new PromptError('model_missing', `${place(url)}: ${said}.`);
  if (status === 429 || status === 503) return new PromptError('model_busy', `${place(url)} is busy: ${said}.`);
  if (/context (?:length|window|size)|maximum context/i.test(said))
    return new PromptError('model_context_exceeded', `${place(url)}: ${said}.`);
  if (status >= 500) return new PromptError('model_failed', `${place(url)} failed with status ${status}: ${said}.`);
  return new PromptError('model_refused', `${place(url)} refused the request with status ${status}: ${said}.`);
}
