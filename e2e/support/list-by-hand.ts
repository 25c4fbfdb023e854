/** Edits of a task list as a person makes them in an editor: lines, nothing else. `null`: there is nothing to change. */
export type ListFamily = 'headings' | 'checklist';

export interface ListedTask {
  id: string;
  title: string;
}

const path = 'task_lists.md';
export { path as listPath };

export function listText(family: ListFamily, tasks: readonly ListedTask[]): string {
  const [headline, ...later] = ['# Work for several hands', '', 'People write here while it is worked through.', '', '## 1. All of it', ''];
  return `${[headline, ...later, ...tasks.flatMap((task) => newTask(family, task))].join('\n')}\n`;
}

const newTask = (family: ListFamily, { id, title }: ListedTask): string[] =>
  family === 'headings'
    ? [`### ${id} ${title}`, '- **Description**: As the title says.', '- **Status**: pending', '']
    : [`- [ ] ${id} ${title}`];

export const appendTask = (text: string, family: ListFamily, task: ListedTask): string =>
  `${text.trimEnd()}\n${family === 'headings' ? '\n' : ''}${newTask(family, task).join('\n').trimEnd()}\n`;

/** A word more in a title; nothing if the task is not there. */
export const addToTitle = (text: string, id: string, word: string): string | null => changeHead(text, id, (line) => `${line} ${word}`);

export const retitle = (text: string, id: string, title: string): string | null =>
  changeHead(text, id, (line) => line.slice(0, line.indexOf(id) + id.length + 1) + title);

/** Ticks a task off by hand; nothing if it is closed already. */
export function close(text: string, family: ListFamily, id: string): string | null {
  if (family === 'checklist') {
    const closed = changeHead(text, id, (line) => line.replace('- [ ]', '- [x]'));
    return closed === text ? null : closed;
  }
  const lines = text.split('\n');
  const head = lines.findIndex((line) => isHead(line, id));
  const status = lines.findIndex((line, index) => index > head && line.startsWith('- **Status**:'));
  if (head < 0 || lines[status] !== '- **Status**: pending') return null;
  lines[status] = '- **Status**: completed';
  return lines.join('\n');
}

export function remove(text: string, family: ListFamily, id: string): string | null {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => isHead(line, id));
  if (head < 0) return null;
  const next = lines.findIndex((line, index) => index > head && /^(?:### |- \[)/.test(line));
  lines.splice(head, family === 'headings' ? (next < 0 ? lines.length : next) - head : 1);
  return lines.join('\n');
}

/** A comment between two tasks. */
export function addComment(text: string, place: number, word: string): string {
  const lines = text.split('\n');
  const heads = lines.flatMap((line, index) => (/^(?:### |- \[)/.test(line) ? [index] : []));
  const at = heads[place % heads.length] ?? lines.length;
  lines.splice(at, 0, '', `<!-- ${word} -->`, '');
  return lines.join('\n');
}

const isHead = (line: string, id: string): boolean => new RegExp(`^(?:###|- \\[.\\]) ${id.replace('.', '\\.')} `).test(line);

function changeHead(text: string, id: string, change: (line: string) => string): string | null {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => isHead(line, id));
  const line = lines[index];
  if (line === undefined) return null;
  lines[index] = change(line);
  return lines.join('\n');
}
