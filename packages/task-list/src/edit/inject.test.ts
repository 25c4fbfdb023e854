import { describe, expect, test } from 'vitest';
import {
  applyEdits,
  getTask,
  inject,
  injectErrorResolution,
  newTaskList,
  nextId,
  parse,
  template,
  type InjectPlace,
  type NewTask,
  type ParseOptions,
  type TaskList,
} from '../index.ts';
import { changedLines, listOf, textOf } from '../testing/lists.ts';

const at = '2026-11-22T11:00:00Z';
const plan = `## 1. Base
### 1.1 Build
- **Status**: completed

### 1.2 Login
- **Status**: active

### 1.3 Ship
- **Status**: pending

## 2. Pay
### 2.1 Card
- **Status**: pending
`;
const checklist = '- [x] 2.1 a\n- [ ] 2.2 b\n  - [ ] 2.2.1 s\n- [ ] 2.3 c\n';

const put = (
  list: TaskList,
  place: InjectPlace,
  task: NewTask = { title: 'New' },
  more: { by?: string; reason?: string; id?: string } = {},
) => inject(list, { place, task, at, ...more });
const idAt = (text: string, place: InjectPlace, options: ParseOptions = {}) => put(listOf(text, options), place).id;
const after = (key: string): InjectPlace => ({ type: 'positional', after: key });
const before = (key: string): InjectPlace => ({ type: 'positional', before: key });
const changes = (
  text: string,
  place: InjectPlace,
  task?: NewTask,
  more?: { by?: string; reason?: string },
  options?: ParseOptions,
): string[] => {
  const list = listOf(text, options);
  return changedLines(text, textOf(applyEdits(list.bytes, put(list, place, task, more).edits)));
};

describe('the three kinds', () => {
  test('priority: before the current task, which goes back to pending', () => {
    expect(changes(plan, { type: 'priority' }, undefined, { by: 'ana', reason: 'urgent' })).toEqual([
      '-### 1.2 Login',
      '-- **Status**: active',
      '+### 1.1.5 New (INJECTED)',
      '+- **Status**: pending',
      '+- **Injection Details**:',
      `+  - Injected at: ${at}`,
      '+  - Injected by: ana',
      '+  - Type: priority',
      '+  - Reason: urgent',
      '+',
      '+### 1.2 Login',
      '+- **Status**: pending',
    ]);
  });

  test('replace: right after, and the old one says by what', () => {
    expect(changes(plan, { type: 'replace', target: '1.2' })).toEqual([
      '-### 1.2 Login',
      '-- **Status**: active',
      '+### 1.2 Login (REPLACED)',
      '+- **Status**: replaced by 1.2.5',
      '+',
      '+### 1.2.5 New (INJECTED)',
      '+- **Status**: pending',
      '+- **Injection Details**:',
      `+  - Injected at: ${at}`,
      '+  - Type: replace',
      '+  - Replaced: 1.2 Login',
    ]);
    expect(changes(checklist, { type: 'replace', target: '2.2' }, undefined, { reason: 'why' })).toEqual([
      '-- [ ] 2.2 b',
      '-  - [ ] 2.2.1 s',
      '+- [x] 2.2 b',
      '+  - **Status**: replaced by 2.2a',
      '+  - [ ] 2.2.1 s',
      '+- [ ] 2.2a New',
      `+  - **Injection Details**: replace at ${at}; replaced 2.2; reason: why`,
    ]);
  });

  test('positional: no mark in the title', () => {
    expect(changes(plan, after('1.3'))).toEqual([
      '+### 1.4 New',
      '+- **Status**: pending',
      '+- **Injection Details**:',
      `+  - Injected at: ${at}`,
      '+  - Type: positional',
      '+',
    ]);
  });

  test('titleMarks: false leaves marks out everywhere', () => {
    expect(changes(plan, { type: 'replace', target: '1.2' }, undefined, {}, { settings: { titleMarks: false } }).join('\n')).not.toMatch(
      /REPLACED|INJECTED/,
    );
  });

  test('all fields come back as they were given', () => {
    const task: NewTask = {
      title: 'New *thing*',
      description: 'One.',
      acceptanceCriteria: ['# a', 'b'],
      priority: 'critical',
      complexity: 'simple',
      estimatedDuration: 60,
      dependencies: ['1.1'],
      tags: ['x'],
      files: ['a.ts', 'b c.ts'],
    };
    for (const text of [plan, '- [ ] 1.1 a\n- [ ] 1.2 b\n']) {
      const list = listOf(text);
      const injected = put(list, { type: 'positional', after: '1.2' }, task);
      const made = parse(applyEdits(list.bytes, injected.edits), { dialect: list.dialect });
      expect(getTask(made, injected.key)).toMatchObject(task);
    }
  });
});

describe('ids', () => {
  test.each<[name: string, text: string, place: InjectPlace, id: string | null]>([
    ['half steps between headings', plan, after('1.1'), '1.1.5'],
    ['before the first', plan, before('1.1'), '1.0.5'],
    ['the next number at the end', plan, after('2.1'), '2.2'],
    ['first of a group', plan, { type: 'positional', first: '2' }, '2.0.5'],
    ['last of a group', plan, { type: 'positional', last: '1' }, '1.4'],
    ['the one that is asked for', plan, { type: 'positional', at: '2.1.5' }, '2.1.5'],
    ['after a half step', plan.replace('### 1.2', '### 1.1.5 x\n- **Status**: pending\n\n### 1.2'), after('1.1.5'), '1.1.6'],
    ['before a half step', plan.replace('### 1.2', '### 1.1.5 x\n- **Status**: pending\n\n### 1.2'), after('1.1'), '1.1.4'],
    ['letters where 1.1.1 is a sub-task', plan.replace('### 1.2', '#### 1.1.1 x\n- **Status**: pending\n\n### 1.2'), after('1.1'), '1.1a'],
    ['letters in a checklist', checklist, after('2.2'), '2.2a'],
    ['before the first of a checklist', checklist, before('2.1'), '2.0a'],
    ['the end of a checklist', checklist, after('2.3'), '2.4'],
    ['a sub-task', checklist, after('2.2.1'), '2.2.2'],
    ['after a letter', checklist.replace('- [ ] 2.3', '- [ ] 2.2a x\n- [ ] 2.3'), after('2.2'), '2.2b'],
    ['zeros are kept', '- [x] T009 a\n- [ ] T010 b\n', after('T010'), 'T011'],
    ['letters behind letters', '- [x] T014 a\n- [ ] T015 b\n', after('T014'), 'T014a'],
    ['before the first with letters', '- [x] T001 a\n- [ ] T002 b\n', before('T001'), 'T000a'],
    ['names', '- [x] PR-30 a\n- [ ] PR-31 b\n', after('PR-30'), 'PR-30a'],
    ['lone ids', '- [ ] 1. a\n- [ ] 2. b\n', before('1'), '0a'],
    ['an outline', '1.1 A\n1.1.A check\n1.2 B\n', after('1.1'), '1.1a'],
    ['a table', '| ID | Task | Status |\n|---|---|---|\n| A-1 | x | Done |\n| A-2 | y | Todo |\n', after('A-1'), 'A-1a'],
    ['none where there are none', '- [ ] a\n- [ ] b\n', after('@1'), null],
  ])('%s', (_name, text, place, id) => {
    expect(idAt(text, place)).toBe(id);
    expect(nextId(listOf(text), place)).toBe(id);
  });

  test('are never given twice: parked, reserved and replaced ones count as in use', () => {
    expect(idAt(`<!--\n### 1.1.5 Gone\n-->\n${plan}`, after('1.1'))).not.toBe('1.1.5');
    expect(idAt(plan, after('2.1'), { reservedIds: ['2.2', '2.3'] })).toBe('2.4');
    expect(idAt(plan, after('1.1'), { reservedIds: ['1.1.5'] })).toBe('1.1a');
  });

  test('as the settings say', () => {
    expect(idAt(plan, after('1.1'), { settings: { injectIds: 'letter' } })).toBe('1.1a');
    expect(idAt(plan, after('1.1'), { settings: { injectIds: 'next' } })).toBe('1.4');
    expect(idAt(checklist, after('2.1'), { settings: { injectIds: 'half' } })).toBe('2.1a');
  });

  test('many in one place keep the order that was asked for', () => {
    let list = listOf(plan);
    const ids: (string | null)[] = [];
    for (let count = 0; count < 12; count++) {
      const injected = put(list, after(ids.at(-1) ?? '1.1'), { title: `New ${count}` });
      ids.push(injected.id);
      list = parse(applyEdits(list.bytes, injected.edits), { dialect: list.dialect });
    }
    expect(new Set(ids).size).toBe(12);
    expect(list.tasks.map(({ title }) => title)).toEqual(['Build', ...ids.map((_, count) => `New ${count}`), 'Login', 'Ship', 'Card']);
    expect(list.tasks.filter(({ parent }) => parent !== null)).toEqual([]);
  });
});

describe('the form of the neighborhood', () => {
  test.each<[name: string, text: string, place: InjectPlace, head: string]>([
    ['kind and separator', '### Task 1.1: x\n\ntext\n\n### Task 1.2: y\n\ntext\n', after('1.1'), '### Task 1.1.5: New'],
    ['a full-width colon', '### 1.1：x\n- **状态**：待办\n\n### 1.2：y\n- **状态**：待办\n', after('1.1'), '### 1.1.5：New'],
    ['bold ids', '- [ ] **1.1** a\n- [ ] **1.2** b\n', after('1.1'), '- [ ] **1.1a** New'],
    ['another bullet', '* [ ] 1.1 a\n* [ ] 1.2 b\n', after('1.2'), '* [ ] 1.3 New'],
    ['a repeated number', '1. [ ] a\n2. [ ] b\n', after('@1'), '1. [ ] New'],
    ['tabs', '- [ ] 1.1 a\n\t- [ ] 1.1.1 b\n- [ ] 1.2 c\n', after('1.1.1'), '\t- [ ] 1.1.2 New'],
    ['dashes of an outline', '- 1.1 A\n- 1.2 B\n', after('1.1'), '- 1.1a New'],
    [
      'pipes of a table',
      '| ID | Task | Status | P |\n|---|---|---|---|\n| A-1 | x | Done | - |\n| A-2 | y | Todo | - |\n',
      after('A-1'),
      '| A-1a | New | Todo | - |',
    ],
  ])('%s', (_name, text, place, head) => {
    expect(changes(text, place)).toContain(`+${head}`);
  });

  test('rules and blank lines between tasks are kept between the new ones', () => {
    const ruled = '### 1.1 x\n- **Status**: pending\n\n---\n\n### 1.2 y\n- **Status**: pending\n';
    const list = listOf(ruled);
    expect(textOf(applyEdits(list.bytes, put(list, after('1.1')).edits)).match(/\n\n---\n\n/g)).toHaveLength(2);
  });

  test('line ends and a missing final newline stay', () => {
    const text = plan.trimEnd().replaceAll('\n', '\r\n');
    const list = listOf(text);
    const made = textOf(applyEdits(list.bytes, put(list, after('2.1')).edits));
    expect(made.startsWith(`${text}\r\n\r\n### 2.2 New\r\n`)).toBe(true);
    expect(made.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('an empty group gets its first task after its intro', () => {
    const text = '## 1. A\n### 1.1 x\n- **Status**: pending\n\n## 2. Empty\n\nIntro.\n\n## 3. C\n### 3.1 y\n- **Status**: pending\n';
    expect(changes(text, { type: 'positional', last: '2' })[0]).toBe('+### 2.1 New');
  });
});

describe('an error resolution', () => {
  const error = { originalTask: '1.2', errorType: 'verify', message: 'build failed with exit code 2', at };
  test('is a heading of its own before the task that failed', () => {
    const list = listOf(plan);
    const injected = injectErrorResolution(list, { ...error, containerId: '4f1c', logs: `a.ts(14,7):\n error ${'x'.repeat(300)}` });
    expect(injected.id).toBe('err-1.2-1');
    const made = parse(applyEdits(list.bytes, injected.edits), { dialect: list.dialect });
    const task = getTask(made, injected.key);
    expect(task).toMatchObject({
      kind: 'error_resolution',
      description: 'Systematically investigate and resolve error: build failed with exit code 2',
      priority: 'critical',
      status: 'pending',
      errorContext: { originalTask: '1.2', errorType: 'verify', containerId: '4f1c' },
    });
    expect(task.acceptanceCriteria).toHaveLength(5);
    expect(task.errorContext?.executionLogs?.length).toBeLessThanOrEqual(200);
    expect(made.tasks.map(({ key }) => key)).toEqual(['1.1', 'ERR-1.2-1', '1.2', '1.3', '2.1']);
    expect(injectErrorResolution(made, error).id).toBe('err-1.2-2');
  });

  test('has an id of the list and a title elsewhere', () => {
    const list = listOf(checklist);
    const injected = injectErrorResolution(list, { ...error, originalTask: '2.3' });
    const made = parse(applyEdits(list.bytes, injected.edits), { dialect: list.dialect });
    expect(getTask(made, injected.key)).toMatchObject({ id: '2.2a', title: 'Resolve Error: err-2.3-1 verify', kind: 'error_resolution' });
  });
});

describe('refused', () => {
  test.each<[code: string, text: string, place: InjectPlace, task?: NewTask, id?: string]>([
    ['E132', plan, after('9.9')],
    ['E132', plan, { type: 'positional', first: '9' }],
    ['E132', plan, { type: 'replace', target: '1.1' }],
    ['E132', '# Nothing\n', { type: 'priority' }],
    ['E131', '| # | Task | Status |\n|---|---|---|\n| #1 | x | Done |\n', after('#1')],
    ['E131', '| Task | Status |\n|---|---|\n| x | Done |\n', after('@1')],
    ['E133', '---\nid: task-1\nstatus: To Do\n---\n', { type: 'priority' }],
    ['E140', plan, after('1.1'), { title: 'x (REPLACED)' }],
    ['E140', plan, after('1.1'), { title: ' ' }],
    ['E140', '- [ ] a\n- [ ] b\n', after('@1'), { title: '3.11 upgrade' }],
    ['E141', plan, after('1.1'), { title: 'x' }, '1.2'],
    ['E141', plan, after('1.1'), { title: 'x' }, 'x y'],
    ['E141', plan, { type: 'positional', at: '1.2' }],
    ['E002', 'a\0', { type: 'priority' }],
  ])('%s: %j %j', (code, text, place, task, id) => {
    expect(() => put(listOf(text), place, task, id === undefined ? {} : { id })).toThrow(`${code}: `);
  });
});

describe('new files', () => {
  test('the template has a first task and a second that cannot start', () => {
    const list = parse(template({ title: 'Shop #' }));
    expect([list.diagnostics, list.title]).toEqual([[], 'Shop #']);
    expect(list.tasks.map(({ key, status }) => [key, status])).toEqual([
      ['1.1', 'pending'],
      ['2.1', 'blocked'],
    ]);
  });

  test('a new list has the tasks that it was made of', () => {
    const tasks: NewTask[] = [
      { title: 'A', description: 'd', acceptanceCriteria: ['- x'] },
      { title: 'B', dependencies: ['1.1'], priority: 'low' },
    ];
    const list = parse(
      newTaskList('Shop', [
        { title: 'One', tasks },
        { title: 'Two', tasks: [] },
      ]),
    );
    expect(list.dialect).toBe('headings');
    expect(list.tasks).toMatchObject([
      { key: '1.1', ...tasks[0] },
      { key: '1.2', ...tasks[1] },
    ]);
  });
});
