import type { CustomerConfiguration, ProjectConfiguration } from '@devteam/api';

interface Common {
  label: string;
  /** What it leads to. */
  about: string;
}

/** How a value is entered. Empty text of one that may be empty is `null`: the usual. */
export type FieldForm =
  | { kind: 'text'; usual?: string }
  | { kind: 'number'; min: number; max: number; usual?: string }
  | { kind: 'choice'; choices: readonly { value: string; label: string }[]; usual?: string }
  | { kind: 'yes or no'; yes: string; no: string }
  | { kind: 'several'; choices: readonly { value: string; label: string }[] }
  | { kind: 'lines' }
  | { kind: 'checks' }
  | { kind: 'driver'; of: 'executors' | 'sandboxes' };

export type Field = Common & FieldForm;
export type ProjectFields = Omit<ProjectConfiguration, 'projectId' | 'customerId' | 'repositoryUrl'>;
export type CustomerFields = Omit<CustomerConfiguration, 'customerId'>;

const choicesOf = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

export const projectFields: { readonly [Key in keyof ProjectFields]: Field } = {
  name: { label: 'Name', about: 'What people call it; its id stays.', kind: 'text' },
  branch: { label: 'Branch', about: 'Where work lands.', kind: 'text', usual: 'the one that the repository names' },
  taskListPath: { label: 'Task list', about: 'Its path in the repository.', kind: 'text', usual: 'found by its name' },
  executor: { label: 'Executor', about: 'What changes the code.', kind: 'driver', of: 'executors' },
  model: {
    label: 'Model',
    about: 'That the executor asks, also anthropic/… or ollama/….',
    kind: 'text',
    usual: 'the executor’s usual one',
  },
  effort: {
    label: 'Effort',
    about: 'How hard the model thinks.',
    kind: 'choice',
    choices: choicesOf(['low', 'medium', 'high']),
    usual: 'the usual',
  },
  sandbox: { label: 'Sandbox', about: 'Where work and checks run.', kind: 'driver', of: 'sandboxes' },
  checks: { label: 'Checks', about: 'What has to pass before work lands.', kind: 'checks' },
  preExisting: {
    label: 'Checks that failed before, too',
    about: 'Work that breaks nothing new, on a branch where something fails already.',
    kind: 'choice',
    choices: [
      { value: 'allow', label: 'let it land' },
      { value: 'fail', label: 'do not let it land' },
    ],
  },
  maxAttempts: { label: 'Attempts', about: 'At a task, before a person is asked.', kind: 'number', min: 1, max: 20, usual: '3' },
  investigate: {
    label: 'Investigate',
    about: 'An error that outlives all attempts.',
    kind: 'yes or no',
    yes: 'is investigated before a person is asked',
    no: 'is a person’s at once',
  },
  goesOnDuringReviews: {
    label: 'During reviews',
    about: 'Tasks that do not wait for the one in question.',
    kind: 'yes or no',
    yes: 'go on while a person is asked',
    no: 'wait until the person has answered',
  },
  push: { label: 'Push', about: 'Work that passed.', kind: 'yes or no', yes: 'is pushed to the repository', no: 'stays in the local copy' },
  landing: {
    label: 'Landing',
    about: 'Where finished work goes.',
    kind: 'choice',
    choices: [
      { value: 'merge', label: 'onto the branch' },
      { value: 'branch-only', label: 'each task on a branch of its own, for a person to merge' },
    ],
  },
  allow: {
    label: 'Protected paths that may be changed',
    about: 'One pattern a line, as in .gitignore. Others need a person.',
    kind: 'lines',
  },
  injectionApproval: {
    label: 'Injections that wait for approval',
    about: 'The others are carried out at once.',
    kind: 'several',
    choices: choicesOf(['priority', 'replace', 'positional']),
  },
  registries: {
    label: 'Package registries',
    about: 'That sandboxes without a network may read.',
    kind: 'several',
    choices: choicesOf(['npm', 'pypi', 'go', 'crates', 'rubygems', 'maven']),
  },
  slots: { label: 'Steps at once', about: 'That need a sandbox.', kind: 'number', min: 1, max: 1000, usual: 'no limit of its own' },
  priority: {
    label: 'Priority',
    about: 'Among the customer’s projects: higher is sooner, 0 is usual. One step more is worth a minute of waiting.',
    kind: 'number',
    min: -9,
    max: 9,
  },
};

export const customerFields: { readonly [Key in keyof CustomerFields]: Field } = {
  name: { label: 'Name', about: 'What people call this customer; the id stays.', kind: 'text' },
  slots: {
    label: 'Steps at once',
    about: 'That need a sandbox, of all projects together.',
    kind: 'number',
    min: 1,
    max: 1000,
    usual: 'no limit of its own',
  },
};

/** Parts of the page, in their order. */
export const projectGroups: readonly { id: string; title: string; note?: string; keys: readonly (keyof ProjectFields)[] }[] = [
  { id: 'what', title: 'What it is', keys: ['name', 'branch', 'taskListPath'] },
  { id: 'who', title: 'Who does the work', keys: ['executor', 'model', 'effort', 'sandbox'] },
  { id: 'checks', title: 'What has to pass', keys: ['checks', 'preExisting', 'maxAttempts', 'investigate', 'goesOnDuringReviews'] },
  { id: 'landing', title: 'Where work lands', keys: ['push', 'landing', 'allow', 'injectionApproval'] },
  {
    id: 'turn',
    title: 'Its turn',
    note: 'How many of its steps run at once, and which of the customer’s projects comes first.',
    keys: ['slots', 'priority'],
  },
  { id: 'reach', title: 'What sandboxes may reach', keys: ['registries'] },
];

/** A value in words, for lists of changes and conflicts. */
export function showValue(field: Field, value: unknown): string {
  if (value === null || value === undefined) return 'usual' in field && field.usual !== undefined ? field.usual : 'as the repository says';
  if (field.kind === 'yes or no') return value === true ? field.yes : field.no;
  if (field.kind === 'choice') return field.choices.find((choice) => choice.value === value)?.label ?? textOf(value);
  if (field.kind === 'checks')
    return (value as { name: string; command: string }[]).map(({ command, name }) => `${name}: ${command}`).join('; ') || 'none';
  if (Array.isArray(value)) return value.join(', ') || 'none';
  return textOf(value);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
