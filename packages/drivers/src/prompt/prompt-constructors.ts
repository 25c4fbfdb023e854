import { PromptError } from './prompt-error.ts';
import type { PromptConstructor } from './prompt-port.ts';
import { templatePromptConstructor } from './template-prompt-constructor.ts';

/** By name as in settings. */
export const promptConstructors: Readonly<Record<string, PromptConstructor>> = { template: templatePromptConstructor };

/** Throws `prompt_constructor_unknown`, naming those that there are. */
export function getPromptConstructor(name: string): PromptConstructor {
  const constructor = Object.hasOwn(promptConstructors, name) ? promptConstructors[name] : undefined;
  if (constructor) return constructor;
  const known = Object.keys(promptConstructors).join(', ');
  throw new PromptError(
    'prompt_constructor_unknown',
    `There is no prompt constructor called ${JSON.stringify(name)}; there are: ${known}.`,
  );
}
