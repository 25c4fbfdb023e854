import { PromptError } from '../prompt-error.ts';
import type { ModelShare, PromptContext } from '../prompt-port.ts';
import { adviceTemplate, findAdviceQuestion } from './advice-questions.ts';
import { Advice, adviceSchema, findProblems } from './advice.ts';
import { askUntilUsable } from './ask-until-usable.ts';
import type { PromptModel } from './model-port.ts';

/** Room for the answers that are sent back with what is wrong with them. */
export const tokensForRepairs = 1400;

/** Asks a model about a task until it answers what can be used. Rejects as `askUntilUsable`, or with `model_context_exceeded` if the task alone is too long for it. */
export async function askForAdvice(
  model: PromptModel,
  context: PromptContext,
  { repairs, signal }: { repairs: number; signal: AbortSignal },
): Promise<{ advice: Advice; share: ModelShare }> {
  const room = model.contextTokens - model.answerTokens - tokensForRepairs;
  const question = findAdviceQuestion(context, room);
  if (!question)
    throw new PromptError(
      'model_context_exceeded',
      `The task alone is longer than the ${room} tokens that ${model.name} at ${model.host} has room for.`,
    );
  const { share, value } = await askUntilUsable(model, question, { schema: adviceSchema, findProblems, repairs, signal });
  return { advice: Advice.parse(value), share: { ...share, template: adviceTemplate } };
}
