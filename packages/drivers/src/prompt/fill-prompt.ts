import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Advice } from './model/advice.ts';
import type { ConstructedPrompt, PromptContext } from './prompt-port.ts';
import { parseTemplate } from './prompt-template.ts';
import { type ShorterContext, shorterContexts } from './shorter-contexts.ts';
import { templateVariables, verificationSteps } from './template-variables.ts';

const nothing = {
  task: {
    key: '',
    id: null,
    title: '',
    description: '',
    acceptanceCriteria: [],
    priority: '',
    complexity: '',
    files: [],
    dependencies: [],
  },
  project: { name: '', type: null, mainLanguage: null, framework: null, packageManager: null, layout: [], conventions: [] },
  files: [],
  checks: [],
  earlierResults: [],
  attempt: 1,
  maxAttempts: 1,
  lastFailure: null,
};

// Read once, when the program starts: a template that does not fit is found then and not in the middle of an execution.
const template = parseTemplate(
  readFileSync(new URL('change-task.template.md', import.meta.url), 'utf8'),
  Object.keys(templateVariables(nothing, [])),
);

/** The prompt itself, whoever had a part in it. */
export type FilledPrompt = Omit<ConstructedPrompt, 'constructedBy' | 'fellBackBecause' | 'model'>;

/** Fills the template from a context, and a model's advice where there is some, within a budget of approximate tokens. */
export function fillPrompt(
  context: PromptContext,
  { advice = null, maxTokens = 24_000 }: { advice?: Advice | null; maxTokens?: number | undefined },
): FilledPrompt {
  let made;
  for (made of attempts(context, advice)) if (approximateTokens(made.prompt) <= maxTokens) break;
  if (!made) throw new Error('There is always the whole context to begin with.');
  return {
    ...made,
    verificationSteps: verificationSteps(context.checks),
    template: { name: template.name, version: template.version },
    hash: createHash('sha256').update(made.prompt).digest('hex'),
    approximateTokens: approximateTokens(made.prompt),
  };
}

/** With less and less in it; the advice goes last, since it is short and nobody else can give it. */
function* attempts(context: PromptContext, advice: Advice | null) {
  let shortest: ShorterContext = { context, leftOut: [] };
  for (shortest of shorterContexts(context)) yield render(shortest, advice);
  if (advice !== null) yield render({ ...shortest, leftOut: [...shortest.leftOut, 'the suggested plan of a model'] }, null);
}

function render({ context, leftOut }: ShorterContext, advice: Advice | null) {
  const sections = template.render(templateVariables(context, leftOut, advice));
  return { sections, prompt: `${sections.map((section) => section.text).join('\n\n')}\n`, leftOut };
}

const approximateTokens = (text: string) => Math.ceil(text.length / 4);
