import { fillPrompt } from './fill-prompt.ts';
import type { PromptConstructor } from './prompt-port.ts';

/** Fills a fixed text: the same context always gives the same prompt, without any model. What is used when no model is there, and said so. */
export const templatePromptConstructor: PromptConstructor = {
  name: 'template',
  label: 'template: fixed text, no model',

  async construct(context, { signal, maxTokens }) {
    signal.throwIfAborted();
    return { ...fillPrompt(context, { maxTokens }), constructedBy: 'template', fellBackBecause: [], model: null };
  },
};
