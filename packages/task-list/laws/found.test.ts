import { describe, expect, test } from 'vitest';
import { applyEdits, type InjectRequest, type Operation, parse, refOf, replay, setField, squash } from '../src/index.ts';
import { checkInjection, injectionKinds, newTask } from './injection-laws.ts';
import { checkStatus, checkThereAndBack, statuses } from './status-laws.ts';
import { byteText, bytesOf } from './variants.ts';

/** Lists in which an edit once did another thing than it said, as they were found; every edit of every task of them keeps the laws. */
const found: readonly { readonly was: string; readonly text: string }[] = [
  {
    was: 'text behind a Status line was taken for a part of it, and lost',
    text: '### Task 1.2: Draw\n**Status**: pending\nDraw the page first.\n',
  },
  { was: 'text behind a Status bullet was lost', text: '### Task 1.2: Draw\n- **Status**: pending\nDraw the page first.\n' },
  { was: 'text below a Status bullet was lost', text: '### Task 1.2: Draw\n- **Status**: pending\n  waits for the page\n' },
  {
    was: 'reopening the only task with a status completed another one',
    text: '## 1. A\n### 1.1 Sort\n- Priority: high\n\n- [x] It shows\n### 1.2 Draw ✅\n- Priority: low\n### 1.3 Cut\n- Priority: low\n',
  },
  {
    was: 'a line with sub-tasks could not be set to pending',
    text: 'Phase 1 — Core\n\n1.1 Whole\n1.1.1 Part (Status: completed)\n1.1.2 Part two\n1.2 More\n',
  },
  {
    was: 'a cell did not get its width back',
    text: '| ID | Task | Status |\n|----|----|---|\n| A-1 | Sort | pending |\n| A-2 | Draw | completed |\n',
  },
  { was: 'every new field put a blank line below itself', text: '### [ ] 2.1 — Split\nWords that would join a bullet.\n' },
  { was: 'a Blocked field spoke against an open box', text: '### [x] 2.1 — Split the queue\n- Blocked: waiting\n' },
  { was: 'a new heading got no number, and was no task', text: '### Error Resolution Task: err-1.1-1\n' },
  { was: 'a new id had no separator and was a word', text: '1. [ ] First\n- [ ] 1. Lone\n' },
  { was: 'a new id made a task of an item without a box', text: '- 1.3 Dashed\n- [ ] done (done)\n- [ ] Next\n\n===\n- [ ] 1. Lone\n' },
  {
    was: 'a new id made the task a child of another',
    text: '## Phase 2: Ship\n1. [ ] First\n- [-] Doing\n  - [x] Below too\n- [ ] 2. Two\n',
  },
  { was: 'a bold head took another level than its neighbor', text: '**Task 3.1**: Write it\n### [x] 2.1 — Split the queue\n' },
  {
    was: 'a task was put beside a sibling in another group',
    text: '   - [ ] Three\n## 1. Build\n- [ ] Add a page\n#\n- [ ] done (done)\n- [ ] 2. Two\n',
  },
  {
    was: 'a new task got the id that another one waits for',
    text: '## 1. Build\n### Error Resolution Task: err-1.1-1\n- **Dependencies**: 1.1\n',
  },
  { was: 'the first of several tasks with one id could not be paused', text: '- [ ] 3.0 Whole\n  - **Status**: active\n- [ ] 3.0 Whole\n' },
];

describe.each(found)('$was', ({ text }) => {
  test.each(['\n', '\r\n'])('line ends %j', (eol) => {
    const list = parse(bytesOf(text.replaceAll('\n', eol)));
    expect(list.tasks.length).toBeGreaterThan(0);
    for (const task of list.tasks) {
      for (const status of statuses) checkStatus(list, task, status, {}, false);
      checkThereAndBack(list, task, {}, false);
      for (const kind of injectionKinds) checkInjection(list, task, kind, {}, newTask, false);
    }
  });
});

/** Replay and squash, as they were found. */
describe('operations', () => {
  const at = '2026-11-22T10:31:00Z';

  test('a detail of ours comes to a status that nobody changed', () => {
    const list = parse(bytesOf('### 1.1 Sort\n- **Status**: blocked\n'));
    const operations: Operation[] = [{ op: 'setStatus', ref: refOf(list, '1.1'), status: 'blocked', detail: 'waits for ana' }];
    expect(byteText(replay(operations, list.bytes).bytes)).toContain('blocked \xe2\x80\x94 waits for ana');
  });

  test('the first of several tasks with one id is written by replay as it was directly', () => {
    const list = parse(bytesOf('- [ ] T006 Sort\n- [ ] T006 Draw\n- [ ] T007 Cut\n'));
    const operations: Operation[] = [{ op: 'setStatus', ref: { ...refOf(list, 'T006'), key: 'T006~1' }, status: 'completed' }];
    expect(byteText(replay(operations, list.bytes).bytes)).toBe('- [x] T006 Sort\n- [ ] T006 Draw\n- [ ] T007 Cut\n');
  });

  test('a row goes into a table with the id it got first', () => {
    const list = parse(bytesOf('| ID | Task | Status |\n|---|---|---|\n| SHOP-1 | Sort | pending |\n| SHOP-2 | Draw | pending |\n'));
    const request: InjectRequest = { place: { type: 'positional', after: 'SHOP-1' }, task: { title: 'Cut' }, at };
    const operations: Operation[] = [{ op: 'inject', request, ref: refOf(list, 'SHOP-1'), id: 'SHOP-1a' }];
    expect(replay(operations, list.bytes).outcomes.map(({ outcome, key }) => [outcome, key])).toEqual([['applied', 'SHOP-1A']]);
  });

  test('places are other tasks after an injection, and what was reopened to be replaced stays so when squashed', () => {
    const ref = { key: '@1', title: 'Sort', status: 'pending' } as const;
    const inject: Operation = {
      op: 'inject',
      request: { place: { type: 'positional', before: '@1' }, task: { title: 'Cut' }, at },
      ref,
      id: null,
    };
    const log: Operation[] = [
      { op: 'setStatus', ref, status: 'skipped' },
      inject,
      { op: 'setStatus', ref: { ...ref, title: 'Cut' }, status: 'active' },
    ];
    expect(squash(log)).toEqual(log);
    const closed = { key: 'T001', title: 'Sort', status: 'completed' } as const;
    const replaced: Operation = {
      op: 'inject',
      request: { place: { type: 'replace', target: 'T001' }, task: { title: 'Cut' }, at },
      ref: closed,
      id: 'T001a',
    };
    const reopened: Operation[] = [
      { op: 'setStatus', ref: closed, status: 'pending' },
      replaced,
      { op: 'setStatus', ref: closed, status: 'canceled' },
    ];
    expect(squash(reopened)).toEqual(reopened);
  });
});

/** Text put in that once came back as something else, or took other text with it. */
describe('text', () => {
  const lines = parse(bytesOf('### 1.1 Sort\n**Priority**: high\n**Status**: active\n'));
  const rows = parse(bytesOf('| ID | Task | Status |\n|---|---|---|\n| A-1 | Sort | pending |\n| A-2 | Draw | pending |\n'));

  test('criteria among fields that are lines of one paragraph do not take the next line in', () => {
    const after = parse(applyEdits(lines.bytes, setField(lines, '1.1', 'acceptanceCriteria', ['It sorts', '\\(twice)'])));
    expect(after.tasks[0]).toMatchObject({ acceptanceCriteria: ['It sorts', '\\(twice)'], status: 'active', priority: 'high' });
  });

  test.each([
    [lines, '1.1', 'files', ['，a']],
    [rows, 'A-1', 'title', '**b**#'],
    [rows, 'A-1', 'title', 'Sort (done)'],
    [rows, 'A-1', 'title', '[x] Sort'],
  ] as const)('what would come back otherwise is refused', (list, key, field, value) => {
    expect(() => setField(list, key, field, value)).toThrow(/E140|expected/);
  });
});
