import { fillPrompt } from './fill-prompt.ts';
import { askForAdvice } from './model/ask-for-advice.ts';
import type { FairQueue } from './model/fair-queue.ts';
import { inTurn } from './model/in-turn.ts';
import type { PromptModel } from './model/model-port.ts';
import type { PromptConstructor } from './prompt-port.ts';

export interface ModelConstructorOptions {
  /** As in settings: `ollama`, `openai-compatible`. */
  readonly name: string;
  readonly model: PromptModel;
  /** Of the server of the model; shared by all who ask that server. */
  readonly queue: FairQueue;
  /** How often it may be asked again after an answer that is of no use. */
  readonly repairs: number;
  /** For one prompt, waiting for its turn included. */
  readonly deadlineSeconds: number;
}

/** The template, with the advice of a model in the places that it has for that. Rejects when the model is of no help. */
export function createModelPromptConstructor({ deadlineSeconds, model, name, queue, repairs }: ModelConstructorOptions): PromptConstructor {
  const label = `${name} ${model.name} at ${model.host}`;
  return {
    name,
    label,
    async construct(context, { customer = '', maxTokens, signal }) {
      const turn = { queue, deadlineSeconds, label, gave: 'advice' };
      const { advice, share } = await inTurn(turn, { customer, signal }, (ending) =>
        askForAdvice(model, context, { repairs, signal: ending }),
      );
      return { ...fillPrompt(context, { advice, maxTokens }), constructedBy: name, fellBackBecause: [], model: share };
    },
  };
}
