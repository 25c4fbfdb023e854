import { describe, expect, test } from 'vitest';
import {
  checkStops,
  childrenOf,
  findCurrentTask,
  findCycles,
  findGroup,
  findNextTask,
  findReachedStop,
  findTask,
  findUnknownReferences,
  getTask,
  isFinished,
  parse,
  readiness,
  render,
  stopCovers,
  subtree,
  tasksOfGroup,
  TaskListRefusal,
  type Task,
  type TaskList,
} from '../index.ts';

const listOf = (text: string): TaskList => parse(new TextEncoder().encode(text));
const keys = (tasks: readonly Task[]): string[] => tasks.map(({ key }) => key);
const heading = (id: string, ...fields: string[]): string =>
  [`### ${id} Task ${id}`, ...fields.map((field) => `- ${field}`), ''].join('\n');

const plan = listOf(
  [
    '## 1. Foundation',
    heading('1.1', '**Status**: completed'),
    heading('1.2', '**Status**: replaced by 1.3'),
    heading('1.3', '**Status**: pending', '**Dependencies**: 1.1'),
    '## 2. Payment',
    heading('2.1', '**Status**: pending', '**Dependencies**: 1'),
    heading('2.2', '**Status**: pending', '**Dependencies**: 1.2'),
  ].join('\n'),
);
const nested = listOf('- [ ] 1.0 Parent\n  - [x] 1.1 Done\n  - [ ] 1.2 Open\n    - [ ] 1.2.1 Deep\n- [ ] 2.0 Other\n');

describe('find', () => {
  test('a task by its key in any case, and 1 for 1.0', () => {
    const list = listOf('- [ ] T001 First\n- [ ] T002a Second\n');
    expect(findTask(list, 't002A')?.title).toBe('Second');
    expect(findTask(nested, '1')?.title).toBe('Parent');
    expect(findTask(list, 'T003')).toBeUndefined();
  });

  test('or throws, with what was probably meant', () => {
    expect(() => getTask(plan, '2.9')).toThrow(TaskListRefusal);
    expect(() => getTask(plan, '2.9')).toThrow('E132: no task "2.9" in this list; did you mean 2.1 or 2.2?; nothing is changed');
  });

  test('children, all below, groups', () => {
    expect(keys(childrenOf(nested, '1'))).toEqual(['1.1', '1.2']);
    expect(keys(subtree(nested, '1'))).toEqual(['1.0', '1.1', '1.2', '1.2.1']);
    expect(findGroup(plan, '2')?.title).toBe('Payment');
    expect(keys(tasksOfGroup(plan, findGroup(plan, '2') ?? plan.groups[0]!))).toEqual(['2.1', '2.2']);
  });

  test('the same in a copy of a list, which knows only its public face', () => {
    const copy = { ...plan };
    expect(findTask(copy, '2.2')?.title).toBe('Task 2.2');
    expect(findNextTask(copy)?.key).toBe('1.3');
    expect(findTask({ ...nested }, '2')?.title).toBe('Other');
  });
});

describe('next', () => {
  test('is the first pending one whose dependencies are met, and an active one before it', () => {
    expect(findNextTask(plan)?.key).toBe('1.3');
    expect(findCurrentTask(plan)).toBeUndefined();
    const active = listOf(heading('1.1', '**Status**: pending') + heading('1.2', '**Status**: active'));
    expect(findNextTask(active)?.key).toBe('1.2');
    expect(findCurrentTask(active)?.key).toBe('1.2');
  });

  test('leaves out composite, optional and skipped ones', () => {
    const list = listOf('- [ ] 1.0 Parent\n  - [ ]* 1.1 Optional\n  - [ ] 1.2 Plain\n- [ ] 2.0 Later\n');
    expect(findNextTask(list)?.key).toBe('1.2');
    expect(findNextTask(list, { optional: true })?.key).toBe('1.1');
    expect(findNextTask(list, { skip: new Set(['1.2']) })?.key).toBe('2.0');
  });

  test('says why a task may not start', () => {
    expect(readiness(plan, '1.3')).toEqual({ ready: true, waitingFor: [] });
    expect(readiness(plan, '1.1')).toEqual({ ready: false, reason: 'status', waitingFor: [] });
    expect(readiness(plan, '2.1')).toEqual({ ready: false, reason: 'dependency', waitingFor: ['1.3'] });
    expect(readiness(plan, '2.2')).toEqual({ ready: false, reason: 'dependency', waitingFor: ['1.3'] });
    expect(readiness(nested, '1.0')).toEqual({ ready: false, reason: 'composite', waitingFor: ['1.2'] });
    expect(readiness(listOf('- [ ] 1.1 a\n- [ ]* 1.2 b\n'), '1.2')).toMatchObject({ reason: 'optional' });
  });

  test('a list is finished when every executable task is closed', () => {
    expect(isFinished(plan)).toBe(false);
    expect(isFinished(listOf('- [x] 1.1 a\n- [x] 1.2 b\n'))).toBe(true);
    expect(isFinished(listOf('# Nothing here\n'))).toBe(true);
  });
});

describe('stop points', () => {
  test('cover a task with all below, or a group, or what replaced the task', () => {
    expect(keys(stopCovers(nested, '1'))).toEqual(['1.0', '1.1', '1.2', '1.2.1']);
    expect(keys(stopCovers(plan, '2'))).toEqual(['2.1', '2.2']);
    expect(keys(stopCovers(plan, '1.2'))).toEqual(['1.3']);
    expect(stopCovers(plan, '7')).toEqual([]);
  });

  test('are reached when all that they cover is closed, or before any of it starts', () => {
    const [after, before] = [
      { when: 'after', target: '1.1' },
      { when: 'before', target: '1.3' },
    ] as const;
    expect(findReachedStop(plan, [{ when: 'after', target: '1' }])).toBeUndefined();
    expect(findReachedStop(plan, [{ when: 'after', target: '1' }, after])).toBe(after);
    expect(findReachedStop(plan, [before])).toBe(before);
  });

  test('of the file itself', () => {
    const list = listOf(
      `---\nstop-after: [1.1, 2]\n---\n${heading('1.1', '**Status**: pending')}${heading('1.2', '**Stop**: before')}## 2. End\n${heading('2.1')}`,
    );
    expect(list.stops).toEqual([
      { when: 'after', target: '1.1' },
      { when: 'after', target: '2' },
      { when: 'before', target: '1.2' },
    ]);
  });

  test('that name nothing are told with the nearest ids', () => {
    expect(checkStops(plan, [{ when: 'after', target: '2.9' }])).toMatchObject([
      { code: 'E120', severity: 'error', found: '2.9', expected: '2.1, 2.2', line: 1, col: 1 },
    ]);
    expect(checkStops(plan, [{ when: 'after', target: '2' }])).toEqual([]);
  });
});

describe('broken links', () => {
  test('a circle is told with the full way around', () => {
    const list = listOf(
      heading('1.1', '**Dependencies**: 1.3') +
        heading('1.2', '**Dependencies**: 1.1') +
        heading('1.3', '**Dependencies**: 1.2') +
        heading('1.4', '**Status**: pending'),
    );
    expect(findCycles(list)).toEqual([['1.1', '1.3', '1.2']]);
    expect(list.diagnostics.find(({ code }) => code === 'E111')?.message).toContain('1.1 → 1.3 → 1.2 → 1.1');
    expect(findNextTask(list)?.key).toBe('1.4');
  });

  test('an unknown id is told with the nearest ids and its place', () => {
    const list = listOf(heading('2.2') + heading('2.4', '**Dependencies**: 2.9, UI components') + heading('2.8'));
    expect(findUnknownReferences(list)).toEqual([
      { from: '2.4', id: '2.9', nearest: ['2.2', '2.8'], place: expect.objectContaining({ line: 3, col: 21, length: 3 }) as unknown },
    ]);
    expect(getTask(list, '2.4').dependencyNotes).toEqual(['UI components']);
  });

  test('neither the task itself nor an id that several have is proposed', () => {
    const ids = ['2.2', '2.3', '2.3', '2.8'].map((id) => heading(id)).join('');
    const list = listOf(`${ids}${heading('2.4', '**Dependencies**: 2.9')}`);
    expect(list.diagnostics.find(({ code }) => code === 'E110')?.message).toBe(
      'Dependencies names 2.9, which is not in the file; did you mean 2.2 or 2.8?; 2.4 stays blocked',
    );
    expect(list.diagnostics.find(({ code }) => code === 'E101')?.message).toBe(
      'duplicate id "2.3" (first at 2:5); expected an id not used before, for example "2.3.5"; writes to 2.3 are refused',
    );
  });

  test('none in a sound list, in an unreadable one, and no more than fifty are reported while all are found', () => {
    expect([findCycles(plan), findUnknownReferences(plan)]).toEqual([[], []]);
    expect(findCycles(listOf('a\0b'))).toEqual([]);
    const many = listOf(
      heading('9.1') + Array.from({ length: 70 }, (_, at) => heading(`1.${at + 1}`, `**Dependencies**: 5.${at + 1}`)).join(''),
    );
    expect(findUnknownReferences(many)).toHaveLength(70);
    expect(many.diagnostics.filter(({ code }) => code === 'E110')).toHaveLength(50);
    expect(many.diagnostics.findLast(({ code }) => code === 'E110')?.count).toBe(70);
  });
});

test('a file cannot name more by ranges than there is memory for: tasks beyond that stay blocked', () => {
  const first = Array.from({ length: 1001 }, (_, at) => `### 1.${at + 1} A\n- **Status**: completed\n`).join('');
  const second = Array.from({ length: 1010 }, (_, at) => `### 2.${at + 1} B\n- **Dependencies**: 1.1–1.1001\n`).join('');
  const list = listOf(first + second);
  const refused = list.diagnostics.filter(({ code }) => code === 'E110');
  expect(refused.map(({ key }) => key)).toEqual(Array.from({ length: 10 }, (_, at) => `2.${at + 1001}`));
  expect(refused[0]).toMatchObject({ found: '1.1', hint: 'Name a group in place of a range.' });
  expect(readiness(list, '2.1000')).toEqual({ ready: true, waitingFor: [] });
  expect(readiness(list, '2.1001')).toEqual({ ready: false, reason: 'diagnostic', waitingFor: [] });
});

test('render gives every key always, null or [] where there is nothing', () => {
  const json = render(listOf('- [ ] Write\n'));
  expect(json).toMatchObject({
    file: null,
    dialect: 'checklist',
    family: 'checklist',
    title: null,
    groups: [],
    stops: [],
    diagnostics: [],
  });
  expect(Object.values(json.tasks[0] ?? {}).filter((value) => value === undefined)).toEqual([]);
  expect(json.tasks[0]).toMatchObject({ key: '@1', id: null, title: 'Write', line: 1, col: 1, offset: 0, executable: true, checks: [] });
});
