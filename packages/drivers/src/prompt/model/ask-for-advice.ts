import { createHash } from 'node:crypto';
import { PromptError } from '../prompt-error.ts';
import type { ModelShare, PromptContext } from '../prompt-port.ts';
import { adviceTemplate, findAdviceQuestion, repairQuestion } from './advice-questions.ts';
import { Advice, adviceSchema, findProblems } from './advice.ts';
import { findJson } from './find-json.ts';
import type { ModelAnswer, ModelMessage, PromptModel } from './model-port.ts';

/** Room for the answers that are sent back with what is wrong with them. */
const tokensForRepairs = 1400;

/**
 * Asks a model until it answers what can be used, at most `1 + repairs` times; each time it is told what was wrong. Rejects with `model_answer_unusable`
 * when it never does, with whatever the model rejects with, or with `model_context_exceeded` if the task alone is too long for it.
 */
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
  const rejected: string[] = [];
  let inputTokens = 0;
  let outputTokens = 0;
  let messages: readonly ModelMessage[] = question;
  while (rejected.length <= repairs) {
    const { answer, problem, value } = await ask(model, messages, signal);
    inputTokens += answer?.inputTokens ?? 0;
    outputTokens += answer?.outputTokens ?? 0;
    if (problem === undefined)
      return {
        advice: Advice.parse(value),
        share: {
          model: model.name,
          host: model.host,
          template: adviceTemplate,
          questionHash: createHash('sha256').update(JSON.stringify(question)).digest('hex'),
          rejected,
          inputTokens,
          outputTokens,
        },
      };
    rejected.push(problem);
    // Only the last answer is shown to it: what was wrong before that it does not need.
    messages = repairQuestion(question, answer?.text ?? '', problem);
  }
  throw new PromptError(
    'model_answer_unusable',
    `${model.name} at ${model.host} answered ${rejected.length} times what cannot be used: ${rejected.join('; then ')}.`,
  );
}

async function ask(
  model: PromptModel,
  messages: readonly ModelMessage[],
  signal: AbortSignal,
): Promise<{ answer?: ModelAnswer; problem?: string | undefined; value?: unknown }> {
  let answer: ModelAnswer;
  try {
    answer = await model.answer({ messages, schema: adviceSchema }, signal);
  } catch (error) {
    if (error instanceof PromptError && error.code === 'model_answer_unusable') return { problem: error.message };
    throw error;
  }
  const found = findJson(answer.text);
  if ('problem' in found)
    return { answer, problem: answer.thoughts === '' ? found.problem : `${found.problem}, and there are only thoughts` };
  return { answer, problem: findProblems(found.value), value: found.value };
}
