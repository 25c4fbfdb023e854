import { type JsonObject, countOf, isObject, textOf } from './json.ts';
import type { Operation } from './model-route.ts';
import { type TokenCounts, noTokens, unknownTokens } from './token-counts.ts';

/** What an answer says about itself, gathered from its records. */
export interface AnswerFacts {
  readonly tokens: TokenCounts;
  readonly finishReason: string | null;
  /** The provider said that it is over. */
  readonly isComplete: boolean;
  readonly error: ProviderError | null;
  /** Another price than the usual one was charged. */
  readonly hasSurcharge: boolean;
}

export interface ProviderError {
  readonly type: string | null;
  readonly code: string | null;
  readonly message: string;
}

/** Type of the error of a stream that cannot be read. */
export const malformedRecord = 'malformed_record';

export const nothingRead: AnswerFacts = { tokens: unknownTokens, finishReason: null, isComplete: false, error: null, hasSurcharge: false };

/** Takes in one record of a stream, or the whole of an answer that is none. */
export function readAnswer(operation: Operation, facts: AnswerFacts, data: JsonObject): AnswerFacts {
  const error = findError(data);
  if (error) return { ...facts, error };
  switch (operation) {
    case 'chat_completions':
      return readChatCompletion(facts, data);
    case 'responses':
      return readResponse(facts, data);
    case 'messages':
      return readMessage(facts, data);
    case 'ollama_chat':
    case 'ollama_generate':
      return readOllama(facts, data);
    case 'count_tokens':
    case 'ollama_show':
      return { ...facts, tokens: noTokens, isComplete: true };
  }
}

/** `data: [DONE]` of the chat completions. */
export const readDone = (facts: AnswerFacts): AnswerFacts => ({ ...facts, isComplete: true });

/** In each form that the three give: an object with type, code and message, or a plain text. */
export function findError(data: JsonObject): ProviderError | null {
  const error = data['error'];
  if (typeof error === 'string') return { type: null, code: null, message: error };
  if (isObject(error)) return errorOf(error);
  if (data['type'] === 'error') return errorOf(data);
  return null;
}

const errorOf = (error: JsonObject): ProviderError => ({
  type: textOf(error['type']),
  code: textOf(error['code']) ?? (typeof error['code'] === 'number' ? String(error['code']) : null),
  message: textOf(error['message']) ?? JSON.stringify(error),
});

const isSurcharged = (tier: unknown): boolean => typeof tier === 'string' && !['default', 'standard', 'auto'].includes(tier);

function readChatCompletion(facts: AnswerFacts, data: JsonObject): AnswerFacts {
  const choices = Array.isArray(data['choices']) ? data['choices'].filter(isObject) : [];
  const finishReason = choices.map((choice) => textOf(choice['finish_reason'])).find((reason) => reason !== null) ?? facts.finishReason;
  const usage = data['usage'];
  return {
    ...facts,
    finishReason,
    isComplete: facts.isComplete || finishReason !== null,
    tokens: isObject(usage) ? openaiTokens(usage, 'prompt_tokens', 'completion_tokens') : facts.tokens,
    hasSurcharge: facts.hasSurcharge || isSurcharged(data['service_tier']),
  };
}

const responseEnds: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

function readResponse(facts: AnswerFacts, data: JsonObject): AnswerFacts {
  const isWhole = data['object'] === 'response';
  if (!isWhole && !responseEnds.has(data['type'])) return facts;
  const response = isWhole ? data : isObject(data['response']) ? data['response'] : {};
  const error = isObject(response['error']) ? errorOf(response['error']) : facts.error;
  const details = isObject(response['incomplete_details']) ? textOf(response['incomplete_details']['reason']) : null;
  return {
    tokens: isObject(response['usage']) ? openaiTokens(response['usage'], 'input_tokens', 'output_tokens') : facts.tokens,
    finishReason: details ?? textOf(response['status']),
    isComplete: true,
    error,
    hasSurcharge: isSurcharged(response['service_tier']),
  };
}

function openaiTokens(
  usage: JsonObject,
  input: 'prompt_tokens' | 'input_tokens',
  output: 'completion_tokens' | 'output_tokens',
): TokenCounts {
  const inputDetails = usage[`${input}_details`];
  const outputDetails = usage[`${output}_details`];
  return {
    inputTokens: countOf(usage[input]),
    cachedInputTokens: isObject(inputDetails) ? countOf(inputDetails['cached_tokens']) : null,
    cacheWriteTokens: null,
    longCacheWriteTokens: null,
    outputTokens: countOf(usage[output]),
    reasoningTokens: isObject(outputDetails) ? countOf(outputDetails['reasoning_tokens']) : null,
  };
}

/** Its `input_tokens` are without what was cached or goes into the cache. What a stream says at its start of the output is a placeholder. */
function readMessage(facts: AnswerFacts, data: JsonObject): AnswerFacts {
  if (data['type'] === 'message_start' && isObject(data['message'])) {
    const { usage } = data['message'];
    if (!isObject(usage)) return facts;
    return {
      ...facts,
      tokens: { ...anthropicTokens(usage, facts.tokens), outputTokens: null },
      hasSurcharge: isSurcharged(usage['service_tier']),
    };
  }
  if (data['type'] === 'message_delta') {
    const delta = isObject(data['delta']) ? data['delta'] : {};
    const tokens = isObject(data['usage']) ? anthropicTokens(data['usage'], facts.tokens) : facts.tokens;
    return { ...facts, tokens, finishReason: textOf(delta['stop_reason']) ?? facts.finishReason };
  }
  if (data['type'] === 'message_stop') return { ...facts, isComplete: true };
  if (data['type'] !== 'message') return facts;
  const usage = isObject(data['usage']) ? data['usage'] : {};
  return {
    ...facts,
    tokens: anthropicTokens(usage, facts.tokens),
    finishReason: textOf(data['stop_reason']),
    isComplete: true,
    hasSurcharge: isSurcharged(usage['service_tier']),
  };
}

function anthropicTokens(usage: JsonObject, before: TokenCounts): TokenCounts {
  const uncached = countOf(usage['input_tokens']);
  const creation = isObject(usage['cache_creation']) ? usage['cache_creation'] : {};
  const read = countOf(usage['cache_read_input_tokens']) ?? before.cachedInputTokens;
  const written = countOf(usage['cache_creation_input_tokens']) ?? before.cacheWriteTokens;
  return {
    ...before,
    ...(uncached === null
      ? {}
      : {
          inputTokens: uncached + (read ?? 0) + (written ?? 0),
          cachedInputTokens: read,
          cacheWriteTokens: written,
          longCacheWriteTokens: countOf(creation['ephemeral_1h_input_tokens']) ?? before.longCacheWriteTokens,
        }),
    outputTokens: countOf(usage['output_tokens']) ?? before.outputTokens,
  };
}

function readOllama(facts: AnswerFacts, data: JsonObject): AnswerFacts {
  if (data['done'] !== true) return facts;
  const isLoad = data['done_reason'] === 'load' || data['done_reason'] === 'unload';
  return {
    ...facts,
    tokens: isLoad
      ? noTokens
      : { ...unknownTokens, inputTokens: countOf(data['prompt_eval_count']), outputTokens: countOf(data['eval_count']) },
    finishReason: textOf(data['done_reason']) ?? 'stop',
    isComplete: true,
  };
}

/** A record that has nothing but the usage, which a client that did not ask for it may not expect. */
export const isUsageRecord = (data: JsonObject): boolean =>
  isObject(data['usage']) && Array.isArray(data['choices']) && data['choices'].length === 0;
