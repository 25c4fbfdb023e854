import { repositoryName, slug } from '@devteam/api';
import type { DescribedRepository, NewProject } from '../../http/api-client.ts';

/** What stands in the form of a new project; everything is a text that somebody typed. */
export interface NewProjectDraft {
  repositoryUrl: string;
  branch: string;
  taskListPath: string;
  executor: string;
  model: string;
  recordings: string;
  customer: string;
  name: string;
}

export const emptyProjectDraft: NewProjectDraft = {
  repositoryUrl: '',
  branch: '',
  taskListPath: '',
  executor: '',
  model: '',
  recordings: '',
  customer: '',
  name: '',
};

const given = (text: string): string | undefined => text.trim() || undefined;

export function describedBy(draft: NewProjectDraft): DescribedRepository {
  const { branch, executor, model, recordings, repositoryUrl, taskListPath } = draft;
  const parts = {
    branch: given(branch),
    taskListPath: given(taskListPath),
    executor: given(executor),
    model: given(model),
    recordings: executor === 'replay' ? given(recordings) : undefined,
  };
  const named = Object.entries(parts).filter(([, value]) => value !== undefined);
  return { repositoryUrl: repositoryUrl.trim(), ...(Object.fromEntries(named) as Partial<DescribedRepository>) };
}

/** «Hallmann Bakery» is the customer `hallmann-bakery`; of signs only no id can be made. */
export const customerIdOf = (customer: string): string => (/[a-z0-9]/i.test(customer.normalize('NFKD')) ? slug(customer) : '');

export const nameOf = (draft: NewProjectDraft): string => given(draft.name) ?? repositoryName(draft.repositoryUrl.trim());

export const newProjectOf = (draft: NewProjectDraft, createTaskList: boolean): NewProject => ({
  ...describedBy(draft),
  executor: draft.executor,
  sandbox: 'auto',
  customerId: customerIdOf(draft.customer),
  customerName: draft.customer.trim(),
  name: nameOf(draft),
  ...(createTaskList ? { createTaskList } : {}),
});

const quoted = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

/** The same in a terminal of the server's machine. */
export function addCommand(draft: NewProjectDraft, createTaskList: boolean): string {
  const id = customerIdOf(draft.customer);
  const option = (name: string, value: string | undefined) => (value === undefined ? [] : [`--${name} ${quoted(value)}`]);
  return [
    'devteam projects add',
    quoted(given(draft.repositoryUrl) ?? '<repository>'),
    `--customer ${quoted(id === '' ? '<name>' : id === draft.customer.trim() ? id : `${id}:${draft.customer.trim()}`)}`,
    ...option('name', given(draft.name)),
    ...option('branch', given(draft.branch)),
    ...option('task-list', given(draft.taskListPath)),
    ...option('executor', given(draft.executor)),
    ...option('model', given(draft.model)),
    ...option('recordings', draft.executor === 'replay' ? given(draft.recordings) : undefined),
    ...(createTaskList ? ['--create-task-list'] : []),
  ].join(' ');
}
