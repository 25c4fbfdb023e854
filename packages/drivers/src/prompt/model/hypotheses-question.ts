import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fenced, inCode } from '../fenced-data.ts';
import type { HypothesisQuestion } from '../hypothesis-port.ts';
import { parseTemplate } from '../prompt-template.ts';
import { tokensOf } from './advice-questions.ts';
import type { ModelMessage } from './model-port.ts';

// Read when the program starts: one that does not fit its variables is found then.
const template = parseTemplate(readFileSync(new URL('suggest-hypotheses.template.md', import.meta.url), 'utf8'), [
  'form',
  'most',
  'failure',
  'symptoms',
  'files',
  'tested',
  'experiments',
]);

const form = JSON.stringify({
  hypotheses: [{ statement: 'text', nullHypothesis: 'text', layer: 'logic', experiment: 'name', target: ['text'] }],
});

/** Whatever lies inside is judged one by one by whoever asked. */
export const Answer = z.object({ hypotheses: z.array(z.unknown()) });

export const findAnswerProblems = (value: unknown): string | undefined =>
  Answer.safeParse(value).success ? undefined : 'hypotheses: must be a list';

/** Flat, with every field required: servers turn it into a grammar. */
export const answerSchema = ({ experiments }: HypothesisQuestion) =>
  ({
    type: 'object',
    properties: {
      hypotheses: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            statement: { type: 'string' },
            nullHypothesis: { type: 'string' },
            layer: { type: 'string', enum: ['environment', 'dependencies', 'logic', 'interface'] },
            experiment: { type: 'string', enum: experiments.map(({ name }) => name) },
            target: { type: 'array', items: { type: 'string' } },
          },
          required: ['statement', 'nullHypothesis', 'layer', 'experiment', 'target'],
          additionalProperties: false,
        },
      },
    },
    required: ['hypotheses'],
    additionalProperties: false,
  }) as const;

/** The question, with as many of the last lines as there is room for; undefined if there is none even for the rest. */
export function findHypothesesQuestion(question: HypothesisQuestion, maxTokens: number): ModelMessage[] | undefined {
  for (let lines = question.symptoms.length; lines >= 0; lines = lines === 0 ? -1 : Math.floor(lines / 2)) {
    const [system, ...rest] = template.render(variablesOf(question, lines)).map(({ text }) => text);
    const messages: ModelMessage[] = [
      { role: 'system', content: system ?? '' },
      { role: 'user', content: rest.join('\n\n') },
    ];
    if (tokensOf(messages) <= maxTokens) return messages;
  }
  return undefined;
}

const variablesOf = ({ changedFiles, experiments, failure, most, symptoms, task, tested }: HypothesisQuestion, lines: number) => ({
  form,
  most: String(most),
  failure: fenced(`${task}\n${failure}`),
  symptoms: lines === 0 ? 'Nothing.' : fenced(symptoms.slice(-lines).join('\n')),
  files:
    changedFiles
      .slice(0, 100)
      .map((path) => `- ${inCode(path)}`)
      .join('\n') || 'None.',
  tested: tested.length === 0 ? 'Nothing yet.' : fenced(tested.join('\n')),
  experiments: experiments.map(({ name, takes }) => `- ${inCode(name)}: target: ${takes}`).join('\n'),
});
