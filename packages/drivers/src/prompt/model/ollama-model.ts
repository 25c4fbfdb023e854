import { PromptError } from '../prompt-error.ts';
import type { Patience, PromptModel } from './model-port.ts';
import type { OllamaClient } from './ollama-client.ts';

export interface OllamaModelOptions {
  readonly model: string;
  /** Asked before each question: it may have to be less than was wanted. */
  readonly contextTokens: () => number;
  readonly answerTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly keepAliveSeconds: number;
  readonly patience: Patience;
}

/** A model of an Ollama server, of this machine or of another. */
export function createOllamaModel(client: OllamaClient, options: OllamaModelOptions): PromptModel {
  const { model, ...rest } = options;
  return {
    name: model,
    host: client.host,
    get contextTokens() {
      return options.contextTokens();
    },
    answerTokens: options.answerTokens,
    async answer({ messages, schema }, signal) {
      const { doneReason, ...answer } = await client.chat(
        { model, messages, schema, ...rest, contextTokens: options.contextTokens() },
        signal,
      );
      if (doneReason === 'length')
        throw new PromptError('model_answer_unusable', `The answer was cut off after ${options.answerTokens} tokens.`);
      if (doneReason === 'load') throw new PromptError('model_failed', `${client.host} loaded ${model} and did not answer.`);
      return answer;
    },
  };
}
