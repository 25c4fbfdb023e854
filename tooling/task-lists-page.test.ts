import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tasks } from '../apps/cli/src/tasks/testing/tasks-console.ts';
import { labelNames } from '../packages/task-list/src/dialects/labels.ts';
import { statusWords } from '../packages/task-list/src/dialects/statuses.ts';
import { diagnosticCatalogue, isClosed, parse, readStatus, template, type Status } from '../packages/task-list/src/index.ts';
import { fillMarkers } from './fill-markers.ts';
import { markdownTable } from './markdown-table.ts';

const path = join(import.meta.dirname, '../docs/task-lists.md');
const decoder = new TextDecoder();

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'devteam-page-'));
  file = join(folder, 'list.md');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Words of a command line; quotes hold one together. */
const wordsOf = (line: string): string[] => Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');

/** A block of `$` lines with what they print, each on the list as it stands on the page. */
async function consoleOf(list: string, block: string): Promise<string> {
  const shown: string[] = [];
  for (const line of block.split('\n').filter((one) => one.startsWith('$ '))) {
    writeFileSync(file, list);
    const words = wordsOf(line.slice('$ devteam tasks '.length)).map((word) => (word === 'list.md' ? file : word));
    const { stderr, stdout } = await tasks(words);
    const printed = words[0] === 'check' ? stderr + stdout : stdout + stderr;
    const relative = printed.replaceAll(new RegExp(`(?<=^(?:---|\\+\\+\\+) [ab])${folder}(?=/)`, 'gm'), '').replaceAll(`${folder}/`, '');
    shown.push(line, ...relative.trimEnd().split('\n'), '');
  }
  return shown.join('\n').trimEnd();
}

/** Each `console` block of the page belongs to the list before it. */
async function withConsoles(page: string): Promise<string> {
  const parts = page.split(/(^```(?:markdown|console)\n[^]*?^```$)/m);
  let list = '';
  for (const [index, part] of parts.entries()) {
    if (part.startsWith('```markdown\n')) list = part.slice('```markdown\n'.length, -'```'.length);
    if (part.startsWith('```console\n')) parts[index] = `\`\`\`console\n${await consoleOf(list, part)}\n\`\`\``;
  }
  return parts.join('');
}

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(' ');

const gives: Partial<Record<keyof typeof labelNames, string>> = {
  description: 'what is to be done; without it the free text below the task',
  type: '`composite` is not executed itself',
  acceptanceCriteria: 'bullets or boxes below, or the text; several add up',
  complexity: 'simple (xs, s, low, easy), medium (m), complex (l, xl, high, hard); a duration in it is an estimate',
  priority: 'critical (p0, urgent, blocker), high (p1), medium (p2, normal), low (p3, p4, minor)',
  status: '[status](#status)',
  dependencies: 'what has to be done before',
  tags: 'with the `#words` of the title',
  files: 'paths',
  estimatedDuration: 'a duration, or `unknown`',
  actualDuration: 'a duration; written on completion',
  completedAt: 'a time; written on completion',
  executionSummary: 'what was done; written on completion',
  stop: '`before` or `after`: a [stop point](#stop-points)',
  injection: 'who put the task in, when and why; written',
  errorContext: 'of an error resolution; written',
  investigation: 'of an error resolution; written',
  blocked: 'blocked, with the value as the reason',
};

function fieldsTable(): string {
  const rows = Object.entries(gives).map(([label, what]) => {
    const [name = '', ...also] = labelNames[label as keyof typeof labelNames];
    return [`**${name}**`, also.join(', '), what];
  });
  return markdownTable([['Label', 'Also', 'Gives'], ...rows]);
}

const marks = ['⏳', '⬜', '🚧', '🟡', '🔄', '✅', '✔', '☑', '🔴', '⏸', '👀', '❌', '🚫', '⏭'];

function statusesTable(): string {
  const rows = (Object.entries(statusWords) as [Status, string[]][]).map(([status, words]) => [
    `\`${status}\``,
    isClosed(status) ? '`[x]`' : '`[ ]`',
    words.filter((word) => word !== status).join(', '),
    marks.filter((mark) => readStatus(mark).status === status).join(' '),
  ]);
  return markdownTable([['Status', 'Box', 'Other words', 'Marks'], ...rows]);
}

const diagnosticsTable = (): string =>
  markdownTable([
    ['Code', 'What', 'What is done', 'What you do'],
    ...Object.entries(diagnosticCatalogue).map(([name, { effect, hint, what }]) => [
      `<a id="${name}"></a>${code([name])}`,
      what,
      effect,
      hint,
    ]),
  ]);

test('docs/task-lists.md shows what the program says of its lists; bring it up to date with `npx vitest run tooling/task-lists-page.test.ts -u`', async () => {
  let page = readFileSync(path, 'utf8');
  page = fillMarkers(page, 'template', `\`\`\`markdown\n${decoder.decode(template())}\`\`\``);
  page = fillMarkers(page, 'fields', fieldsTable());
  page = fillMarkers(page, 'statuses', statusesTable());
  page = fillMarkers(page, 'diagnostics', diagnosticsTable());
  await expect(await withConsoles(page)).toMatchFileSnapshot(path);
});

test('every dialect that can be written has an example on the page', () => {
  const lists = [...readFileSync(path, 'utf8').matchAll(/^```markdown\n([^]*?)^```$/gm)].map(([, text = '']) =>
    parse(new TextEncoder().encode(text)),
  );
  expect(lists.every(({ tasks: found }) => found.length > 0)).toBe(true);
  expect(new Set(lists.map(({ family }) => family))).toEqual(new Set(['headings', 'checklist', 'outline', 'table']));
});
