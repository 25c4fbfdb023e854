import type { Hypothesizer } from './hypothesis-port.ts';
import { tokensForRepairs } from './model/ask-for-advice.ts';
import { askUntilUsable } from './model/ask-until-usable.ts';
import { Answer, answerSchema, findAnswerProblems, findHypothesesQuestion } from './model/hypotheses-question.ts';
import { inTurn } from './model/in-turn.ts';
import type { ModelConstructorOptions } from './model-prompt-constructor.ts';
import { PromptError } from './prompt-error.ts';

/** The model that helps with prompts, asked what may be behind an error. */
export function createModelHypothesizer({ deadlineSeconds, model, name, queue, repairs }: ModelConstructorOptions): Hypothesizer {
  const label = `${name} ${model.name} at ${model.host}`;
  return {
    label,
    async suggest(question, options) {
      const room = model.contextTokens - model.answerTokens - tokensForRepairs;
      const messages = findHypothesesQuestion(question, room);
      if (!messages)
        throw new PromptError('model_context_exceeded', `The error alone is longer than the ${room} tokens that ${label} has room for.`);
      const { value } = await inTurn({ queue, deadlineSeconds, label, gave: 'hypotheses' }, options, (signal) =>
        askUntilUsable(model, messages, { schema: answerSchema(question), findProblems: findAnswerProblems, repairs, signal }),
      );
      return { from: `${name} ${model.name}`, items: Answer.parse(value).hypotheses, notes: [] };
    },
  };
}
