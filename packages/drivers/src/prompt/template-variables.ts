import { fenced, inCode } from './fenced-data.ts';
import type { Advice } from './model/advice.ts';
import type { LastFailure, PromptContext, TaskResult } from './prompt-port.ts';

/** The variables of the template, from a context. Our words stand outside of the fences, the context's and a model's inside. */
export function templateVariables(context: PromptContext, leftOut: readonly string[], advice: Advice | null = null) {
  const { task, project } = context;
  return {
    attempt: String(context.attempt),
    maxAttempts: String(context.maxAttempts),
    taskName: inCode(task.id ?? task.key),
    complexity: inCode(task.complexity),
    priority: inCode(task.priority),
    task: fenced([task.title, task.description].filter((text) => text !== '').join('\n\n')),
    criteria: criteria(task.acceptanceCriteria),
    project: fenced(projectFacts(project)),
    dependencies: results('The task builds on these:', task.dependencies),
    earlierResults: results('Done earlier in this execution, oldest first:', context.earlierResults),
    taskFiles: task.files.length === 0 ? '' : `The task names these files:\n\n${task.files.map((path) => `- ${inCode(path)}`).join('\n')}`,
    relevantFiles: relevantFiles(context),
    excerpts: context.files
      .flatMap(({ path, excerpt }) => (excerpt === null ? [] : `${inCode(path)} holds:\n\n${fenced(excerpt)}`))
      .join('\n\n'),
    leftOut:
      leftOut.length === 0
        ? ''
        : `Left out to keep this short; read it where you need it:\n\n${leftOut.map((what) => `- ${inCode(what)}`).join('\n')}`,
    ...adviceVariables(advice),
    conventions: conventions(project.conventions),
    lastFailure: context.lastFailure === null ? '' : failure(context.lastFailure),
    verification: verification(context.checks),
  };
}

function adviceVariables(advice: Advice | null) {
  const list = (heading: string, items: readonly string[] = [], mark: (index: number) => string = () => '- ') =>
    items.length === 0 ? '' : `${heading}\n\n${fenced(items.map((item, n) => mark(n) + item.replaceAll(/\s+/g, ' ')).join('\n'))}`;
  return {
    advisedFocus:
      advice === null
        ? ''
        : `What it comes down to, in its words; it takes the task for ${inCode(advice.complexity)}:\n\n${fenced(advice.focus)}`,
    advisedSteps: list('Steps:', advice?.steps, (n) => `${n + 1}. `),
    advisedFiles: list('Files that it would change or add:', advice?.files),
    advisedConstraints: list('What it would leave as it is:', advice?.constraints),
    advisedVerification: list('How it would try the change, besides the verification below:', advice?.verification),
    advisedRecovery: list('What it expects to go wrong:', advice?.whenItFails),
  };
}

function criteria(list: readonly string[]): string {
  if (list.length === 0) return 'The task names no criteria. Its description is the measure: everything it asks for holds at the end.';
  return `Check each of these yourself before you end; all of them must hold:\n\n${fenced(list.map((text, n) => `${n + 1}. ${text}`).join('\n'))}`;
}

function projectFacts({ name, type, mainLanguage, framework, packageManager, layout }: PromptContext['project']): string {
  const facts: [string, string | null][] = [
    ['Name', name],
    ['Type', type],
    ['Language', mainLanguage],
    ['Framework', framework],
    ['Package manager', packageManager],
    ['At the top', layout.length === 0 ? null : layout.join(', ')],
  ];
  return facts.flatMap(([label, value]) => (value === null ? [] : `${label}: ${value}`)).join('\n');
}

function conventions(list: PromptContext['project']['conventions']): string {
  if (list.length === 0) return 'The project has no written conventions.';
  return list.map(({ source, text }) => `${inCode(source)} says:\n\n${fenced(text)}`).join('\n\n');
}

function results(heading: string, list: readonly TaskResult[]): string {
  if (list.length === 0) return '';
  const lines = list.map(
    ({ taskKey, title, summary }) => `${taskKey} ${title}${summary === null ? '' : `\n   ${summary.replaceAll('\n', '\n   ')}`}`,
  );
  return `${heading}\n\n${fenced(lines.join('\n'))}`;
}

function relevantFiles({ files }: PromptContext): string {
  if (files.length === 0) return 'Which files the task concerns is not known; find them before you change anything.';
  const lines = files.map(({ path, reason }) => `- ${inCode(path)} (${inCode(reason)})`);
  return `These seem to matter, the most likely first; look at them before any others:\n\n${lines.join('\n')}`;
}

function failure({ attempt, check, exitCode, why, outputTail, changedFiles, diff }: LastFailure): string {
  const code = exitCode === null ? 'without an exit code' : `with exit code ${exitCode}`;
  const parts = [
    check === null
      ? `Attempt ${attempt} failed before anything was checked.`
      : `Attempt ${attempt} failed at the check ${inCode(check)}, ${code}.`,
  ];
  parts.push(`The cause as it was noted:\n\n${fenced(why)}`);
  if (outputTail !== '') parts.push(`The end of the output:\n\n${fenced(outputTail)}`);
  if (changedFiles.length > 0) parts.push(`That attempt had changed:\n\n${fenced(changedFiles.join('\n'))}`);
  else parts.push('That attempt had changed no file.');
  if (diff !== null) parts.push(`In full:\n\n${fenced(diff, 'diff')}`);
  return parts.join('\n\n');
}

function verification(checks: PromptContext['checks']): string {
  if (checks.length === 0)
    return 'No check is known for this project, so a person will look at the change. Say in your last message how it can be tried.';
  return `These commands are run on your change afterwards, each must end with exit code 0. Run them yourself as far as you can:\n\n${fenced(verificationSteps(checks).join('\n'))}`;
}

export function verificationSteps(checks: PromptContext['checks']): string[] {
  return checks.map(({ name, command }) => `${name}: ${command}`);
}
