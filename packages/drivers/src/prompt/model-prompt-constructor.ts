import { fillPrompt } from './fill-prompt.ts';
import { askForAdvice } from './model/ask-for-advice.ts';
import type { FairQueue } from './model/fair-queue.ts';
import type { PromptModel } from './model/model-port.ts';
import { PromptError } from './prompt-error.ts';
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
      signal.throwIfAborted();
      const late = AbortSignal.timeout(deadlineSeconds * 1000);
      const ending = AbortSignal.any([signal, late]);
      let isAsked = false;
      try {
        const { advice, share } = await queue.run(customer, ending, () => {
          isAsked = true;
          return askForAdvice(model, context, { repairs, signal: ending });
        });
        return { ...fillPrompt(context, { advice, maxTokens }), constructedBy: name, fellBackBecause: [], model: share };
      } catch (error) {
        signal.throwIfAborted();
        if (!late.aborted) throw error;
        // Whose turn did not come cannot say anything about the server.
        throw isAsked
          ? new PromptError('model_timed_out', `${label} gave no advice within ${deadlineSeconds} s, its turn included.`, { cause: error })
          : new PromptError('model_busy', `${label} had so much to do that no turn came within ${deadlineSeconds} s.`, { cause: error });
      }
    },
  };
}
