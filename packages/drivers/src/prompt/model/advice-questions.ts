import { readFileSync } from 'node:fs';
import { fenced, inCode } from '../fenced-data.ts';
import type { PromptContext } from '../prompt-port.ts';
import { parseTemplate } from '../prompt-template.ts';
import { shorterContexts } from '../shorter-contexts.ts';
import { templateVariables, verificationSteps } from '../template-variables.ts';
import { type Advice, exampleText } from './advice.ts';
import type { ModelMessage } from './model-port.ts';

// Read when the program starts: one that does not fit its variables is found then.
const advise = parseTemplate(read('advise-on-task.template.md'), [
  'form',
  'task',
  'criteria',
  'project',
  'conventions',
  'files',
  'excerpts',
  'checks',
  'lastFailure',
]);
const repair = parseTemplate(read('repair-advice.template.md'), ['problem']);

export const adviceTemplate = { name: advise.name, version: advise.version };

/** Models of this kind have between three and four characters a token in code; what does not fit is refused by the server, so count on three. */
const charactersPerToken = 3;

/** What a small model copies more surely than it reads a schema. */
const form = JSON.stringify({
  focus: exampleText,
  steps: [exampleText, exampleText],
  files: ['path'],
  constraints: [exampleText],
  verification: [exampleText],
  whenItFails: [exampleText],
  complexity: 'simple',
} satisfies Advice);

/** The same facts as for the executor, without what is said to that: a model that is told to run the checks will say that it did. */
function adviceVariables(context: PromptContext) {
  const { excerpts, lastFailure, project, task } = templateVariables(context, []);
  const known = new Map(context.task.files.map((path) => [path, 'named in the task']));
  for (const { path, reason } of context.files) if (!known.has(path)) known.set(path, reason);
  const lines = (list: readonly string[], none: string) => (list.length === 0 ? none : fenced(list.join('\n')));
  return {
    form,
    task,
    criteria: lines(
      context.task.acceptanceCriteria.map((text, n) => `${n + 1}. ${text}`),
      'None are written down; the description is the measure.',
    ),
    project,
    conventions: context.project.conventions.map(({ source, text }) => `${inCode(source)} says:\n\n${fenced(text)}`).join('\n\n'),
    files: Array.from(known, ([path, reason]) => `- ${inCode(path)} (${inCode(reason)})`).join('\n') || 'None are known.',
    excerpts,
    checks: lines(verificationSteps(context.checks), 'None are known.'),
    lastFailure,
  };
}

/** What a model is asked about a task, with as much of the context as it can read. Undefined if not even the task fits. */
export function findAdviceQuestion(context: PromptContext, maxTokens: number): ModelMessage[] | undefined {
  for (const { context: shorter } of shorterContexts(context)) {
    const sections = advise.render(adviceVariables(shorter));
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
