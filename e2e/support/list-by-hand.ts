/** Edits of a task list as a person makes them in an editor: lines, nothing else. `null`: there is nothing to change. */
export const listFamilies = ['headings', 'checklist', 'outline', 'table'] as const;
export type ListFamily = (typeof listFamilies)[number];

export interface ListedTask {
  id: string;
  title: string;
}

const path = 'task_lists.md';
export { path as listPath };

export function listText(family: ListFamily, tasks: readonly ListedTask[]): string {
  const before = ['# Work for several hands', '', 'People write here while it is worked through.', '', '## 1. All of it', ''];
  const columns = family === 'table' ? ['| ID | Task | Status |', '| --- | --- | --- |'] : [];
  return `${[...before, ...columns, ...tasks.flatMap((task) => newTask(family, task))].join('\n')}\n`;
}

function newTask(family: ListFamily, { id, title }: ListedTask): string[] {
  switch (family) {
    case 'headings':
      return [`### ${id} ${title}`, '- **Description**: As the title says.', '- **Status**: pending', ''];
    case 'checklist':
      return [`- [ ] ${id} ${title}`];
    case 'outline':
      return [`- ${id} ${title}`];
    case 'table':
      return [`| ${id} | ${title} | pending |`];
  }
}

/** A file keeps the line ends that it has. */
const editLines = (text: string, change: (lines: string[]) => string[] | null): string | null => {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = change(text.split(/\r?\n/));
  return lines === null ? null : lines.join(end);
};

export function useLineEnds(text: string, end: '\n' | '\r\n'): string | null {
  const changed = text.split(/\r?\n/).join(end);
  return changed === text ? null : changed;
}

export const appendTask = (text: string, family: ListFamily, task: ListedTask): string | null =>
  editLines(text.trimEnd(), (lines) => [...lines, ...(family === 'headings' ? [''] : []), ...newTask(family, task).filter(Boolean), '']);

/** A word more in a title; nothing if the task is not there. */
export const addToTitle = (text: string, id: string, word: string): string | null =>
  changeHead(text, id, (line) => line.replace(titleEnd, ` ${word}$&`));

/** A mark of the outline, the cells after the title, or nothing. */
const titleEnd = /(?: ✅| \|[^|]*\|)?$/;

export const retitle = (text: string, id: string, title: string): string | null =>
  changeHead(text, id, (line) => line.slice(0, line.indexOf(id) + id.length + 1) + title);

/** Ticks a task off by hand; nothing if it is closed already. */
export function close(text: string, family: ListFamily, id: string): string | null {
  if (family === 'headings')
    return editLines(text, (lines) => {
      const head = lines.findIndex((line) => isHead(line, id));
      const status = lines.findIndex((line, index) => index > head && line.startsWith('- **Status**:'));
      if (head < 0 || lines[status] !== '- **Status**: pending') return null;
      return lines.with(status, '- **Status**: completed');
    });
  const closed = changeHead(text, id, (line) => {
    if (family === 'checklist') return line.replace('- [ ]', '- [x]');
    if (family === 'table') return line.replace('| pending |', '| completed |');
    return line.endsWith('✅') ? line : `${line} ✅`;
  });
  return closed === text ? null : closed;
}

export const remove = (text: string, family: ListFamily, id: string): string | null =>
  editLines(text, (lines) => {
    const head = lines.findIndex((line) => isHead(line, id));
    return head < 0 ? null : lines.toSpliced(head, lengthOfTask(lines, family, head));
  });

/** The last task comes before the first. */
export const moveLastUp = (text: string, family: ListFamily): string | null =>
  editLines(text, (lines) => {
    const heads = headsOf(lines);
    const [first, last] = [heads[0], heads.at(-1)];
    if (first === undefined || last === undefined || first === last) return null;
    const length = lengthOfTask(lines, family, last);
    const moved = lines.slice(last, last + length);
    // The last section ends with the file, not with an empty line.
    if (family === 'headings' && moved.at(-1) !== '') moved.push('');
    return lines.toSpliced(last, length, ...(last + length >= lines.length ? [''] : [])).toSpliced(first, 0, ...moved);
  });

/** A comment between two tasks, or above the table: rows that something stands between are no table. */
export const addComment = (text: string, family: ListFamily, place: number, word: string): string | null =>
  editLines(text, (lines) => {
    const heads = headsOf(lines);
    const at = family === 'table' ? 1 : (heads[place % heads.length] ?? lines.length);
    return lines.toSpliced(at, 0, '', `<!-- ${word} -->`, '');
  });

const lengthOfTask = (lines: readonly string[], family: ListFamily, head: number): number => {
  if (family !== 'headings') return 1;
  const next = headsOf(lines).find((index) => index > head);
  return (next ?? lines.length) - head;
};

const anyHead = /^(?:### |- \[.\] |- (?=\d)|\| (?=\d))\d+\.\d+ /;
const headsOf = (lines: readonly string[]): number[] => lines.flatMap((line, index) => (anyHead.test(line) ? [index] : []));
const isHead = (line: string, id: string): boolean => new RegExp(`^(?:###|- \\[.\\]|-|\\|) ${id.replace('.', '\\.')} `).test(line);

function changeHead(text: string, id: string, change: (line: string) => string): string | null {
  return editLines(text, (lines) => {
    const index = lines.findIndex((line) => isHead(line, id));
    const line = lines[index];
    return line === undefined ? null : lines.with(index, change(line));
  });
}
