import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PromptConstructor } from './prompt-port.ts';
import { parseTemplate } from './prompt-template.ts';
import { shorterContexts } from './shorter-contexts.ts';
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

/** Fills a fixed text: the same context always gives the same prompt, without any model. What is used when no model is there, and said so. */
export const templatePromptConstructor: PromptConstructor = {
  name: 'template',
  label: 'template: fixed text, no model',

  async construct(context, { signal, maxTokens = 24_000 }) {
    signal.throwIfAborted();
    const attempts = shorterContexts(context).map((shorter) => {
      const sections = template.render(templateVariables(shorter.context, shorter.leftOut));
      return { sections, prompt: `${sections.map((section) => section.text).join('\n\n')}\n`, leftOut: shorter.leftOut };
    });
    let best;
    for (best of attempts) if (approximateTokens(best.prompt) <= maxTokens) break;
    if (!best) throw new Error('There is always the whole context to begin with.');
    return {
      ...best,
      verificationSteps: verificationSteps(context.checks),
      template: { name: template.name, version: template.version },
      hash: createHash('sha256').update(best.prompt).digest('hex'),
      approximateTokens: approximateTokens(best.prompt),
    };
  },
};

const approximateTokens = (text: string) => Math.ceil(text.length / 4);
