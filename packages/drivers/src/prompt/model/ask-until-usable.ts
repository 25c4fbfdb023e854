import { createHash } from 'node:crypto';
import { PromptError } from '../prompt-error.ts';
import type { ModelShare } from '../prompt-port.ts';
import { repairQuestion } from './advice-questions.ts';
import { findJson } from './find-json.ts';
import type { ModelAnswer, ModelMessage, ModelQuestion, PromptModel } from './model-port.ts';

export interface Asked {
  readonly schema: ModelQuestion['schema'];
  /** In words that a model can act on; undefined if the answer can be used. */
  readonly findProblems: (value: unknown) => string | undefined;
  readonly repairs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks a model until it answers what can be used, at most `1 + repairs` times; each time it is told what was wrong. Rejects with `model_answer_unusable`
 * when it never does, or with whatever the model rejects with.
 */
export async function askUntilUsable(
  model: PromptModel,
  question: readonly ModelMessage[],
  asked: Asked,
): Promise<{ value: unknown; share: Omit<ModelShare, 'template'> }> {
  const rejected: string[] = [];
  let inputTokens = 0;
  let outputTokens = 0;
  let messages = question;
  while (rejected.length <= asked.repairs) {
    const { answer, problem, value } = await ask(model, messages, asked);
    inputTokens += answer?.inputTokens ?? 0;
    outputTokens += answer?.outputTokens ?? 0;
    if (problem === undefined) {
      const questionHash = createHash('sha256').update(JSON.stringify(question)).digest('hex');
      return { value, share: { model: model.name, host: model.host, questionHash, rejected, inputTokens, outputTokens } };
    }
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
  { findProblems, schema, signal }: Asked,
): Promise<{ answer?: ModelAnswer; problem?: string | undefined; value?: unknown }> {
  let answer: ModelAnswer;
  try {
    answer = await model.answer({ messages, schema }, signal);
  } catch (error) {
    if (error instanceof PromptError && error.code === 'model_answer_unusable') return { problem: error.message };
    throw error;
  }
  const found = findJson(answer.text);
  if ('problem' in found)
    return { answer, problem: answer.thoughts === '' ? found.problem : `${found.problem}, and there are only thoughts` };
  return { answer, problem: findProblems(found.value), value: found.value };
}
