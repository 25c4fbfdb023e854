import { readFileSync } from 'node:fs';
import { fenced } from '../fenced-data.ts';
import type { PromptContext } from '../prompt-port.ts';
import { parseTemplate } from '../prompt-template.ts';
import { shorterContexts } from '../shorter-contexts.ts';
import { templateVariables } from '../template-variables.ts';
import { adviceSchema } from './advice.ts';
import type { ModelMessage } from './model-port.ts';

const fromContext = [
  'task',
  'criteria',
  'project',
  'conventions',
  'taskFiles',
  'relevantFiles',
  'excerpts',
  'verification',
  'lastFailure',
] as const;

// Read when the program starts: one that does not fit its variables is found then.
const advise = parseTemplate(read('advise-on-task.template.md'), ['schema', ...fromContext]);
const repair = parseTemplate(read('repair-advice.template.md'), ['problem']);

export const adviceTemplate = { name: advise.name, version: advise.version };

/** Models of this kind have between three and four characters a token in code; what does not fit is refused by the server, so count on three. */
const charactersPerToken = 3;

/** What a model is asked about a task, with as much of the context as it can read. Undefined if not even the task fits. */
export function findAdviceQuestion(context: PromptContext, maxTokens: number): ModelMessage[] | undefined {
  for (const { context: shorter } of shorterContexts(context)) {
    const variables = templateVariables(shorter, []);
    const sections = advise.render({
      schema: JSON.stringify(adviceSchema),
      ...Object.fromEntries(fromContext.map((name) => [name, variables[name]])),
    });
    const [system, ...rest] = sections.map((section) => section.text);
    const messages: ModelMessage[] = [
      { role: 'system', content: system ?? '' },
      { role: 'user', content: rest.join('\n\n') },
    ];
    if (tokensOf(messages) <= maxTokens) return messages;
  }
  return undefined;
}

/** The conversation with an answer that was of no use, and what is wrong with it. */
export function repairQuestion(asked: readonly ModelMessage[], answer: string, problem: string): ModelMessage[] {
  const [section] = repair.render({ problem: fenced(problem) });
  return [...asked, { role: 'assistant', content: answer.slice(0, 2000).toWellFormed() }, { role: 'user', content: section?.text ?? '' }];
}

/** Rounded up; an estimate that is too high rather than too low. */
export const tokensOf = (messages: readonly ModelMessage[]) =>
  Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / charactersPerToken) + messages.length * 8;

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
