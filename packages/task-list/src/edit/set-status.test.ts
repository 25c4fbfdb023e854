import { describe, expect, test } from 'vitest';
import { completeTask, setStatus, type Status } from '../index.ts';
import { changedLines, edited } from '../testing/lists.ts';

const at = '2026-11-22T10:31:00Z';

/** What setting a status changes, line by line. */
const set = (text: string, key: string, status: Status, detail?: string): string[] =>
  changedLines(
    text,
    edited(text, (list) => setStatus(list, key, status, detail === undefined ? {} : { detail })),
  );
const complete = (text: string, key: string, completion: { summary?: string; actualDuration?: number } = {}): string[] =>
  changedLines(
    text,
    edited(text, (list) => completeTask(list, key, { at, ...completion })),
  );

const two = '- [ ] 1.1 a\n- [ ] 1.2 b\n';

describe('a box', () => {
  test('says pending and completed by one byte', () => {
    expect(set(two, '1.1', 'completed')).toEqual(['-- [ ] 1.1 a', '+- [x] 1.1 a']);
    expect(set('- [X] 1.1 a\n- [ ] 1.2 b\n', '1.1', 'pending')).toEqual(['-- [X] 1.1 a', '+- [ ] 1.1 a']);
    expect(set('- [X] 1.1 a\n- [ ] 1.2 b\n', '1.1', 'completed')).toEqual([]);
    expect(set('- [✅] 1.1 a\n- [ ] 1.2 b\n', '1.1', 'pending')).toEqual(['-- [✅] 1.1 a', '+- [ ] 1.1 a']);
  });

  test('gets a Status line for all else, which is the source from then on', () => {
    expect(set(two, '1.1', 'active')).toEqual(['+  - **Status**: active']);
    expect(set(two, '1.1', 'canceled', 'not needed')).toEqual(['-- [ ] 1.1 a', '+- [x] 1.1 a', '+  - **Status**: canceled — not needed']);
    expect(set('- [x] 1.1 a\n  - **Status**: skipped\n- [ ] 1.2 b\n', '1.1', 'pending')).toEqual([
      '-- [x] 1.1 a',
      '-  - **Status**: skipped',
      '+- [ ] 1.1 a',
      '+  - **Status**: pending',
    ]);
  });

  test('of a mark that a legend or nobody explains becomes one that everybody knows', () => {
    expect(set('- [~] 1.1 a\n- [ ] 1.2 b\n', '1.1', 'completed')).toEqual(['-- [~] 1.1 a', '+- [x] 1.1 a']);
    expect(set('- [~] 1.1 a\n- [ ] 1.2 b\n\n[~] = active\n', '1.1', 'blocked')).toEqual([
      '-- [~] 1.1 a',
      '+- [ ] 1.1 a',
      '+  - **Status**: blocked',
    ]);
  });

  test('of Kiro says active', () => {
    expect(set('- [ ] 1. a\n- [ ]* 2. b\n', '1', 'active')).toEqual(['-- [ ] 1. a', '+- [-] 1. a']);
  });

  test('is put where one is missing', () => {
    expect(set('- [ ] 1.1 a\n- 1.2 b\n- [ ] 1.3 c\n- [ ] 1.4 d\n', '1.2', 'completed')).toEqual(['-- 1.2 b', '+- [x] 1.2 b']);
  });

  test('in a block quote is all that can be written there', () => {
    const quoted = '> - [ ] 1.1 a\n> - [ ] 1.2 b\n';
    expect(set(quoted, '1.1', 'completed')).toEqual(['-> - [ ] 1.1 a', '+> - [x] 1.1 a']);
    expect(() => set(quoted, '1.1', 'error')).toThrow('E130');
  });
});

describe('a Status line', () => {
  test.each<[name: string, text: string, key: string, status: Status, detail: string | undefined, line: string]>([
    [
      "in the file's own word",
      '### 1.1 A\n- **Status**: DONE\n\n### 1.2 B\n- **Status**: TODO\n',
      '1.2',
      'completed',
      undefined,
      '- **Status**: DONE',
    ],
    [
      'with its emoji',
      '### 1.1 A\n- **Status**: ✅ Done\n\n### 1.2 B\n- **Status**: ⏳ Pending\n',
      '1.2',
      'completed',
      undefined,
      '- **Status**: ✅ Done',
    ],
    [
      'with the words that are most common',
      '### 1.1 A\n- **Status**: In Progress\n\n### 1.2 B\n- **Status**: Todo\n',
      '1.2',
      'active',
      undefined,
      '- **Status**: In Progress',
    ],
    ['in its letter case', '### 1.1 A\n- **Status**: Pending\n', '1.1', 'completed', undefined, '- **Status**: Completed'],
    ['in capitals', '### 1.1 A\n- **Status**: PENDING\n', '1.1', 'active', undefined, '- **Status**: ACTIVE'],
    ['in small letters', '### 1.1 A\n- **Status**: todo\n', '1.1', 'active', undefined, '- **Status**: active'],
    ['with a detail', '### 1.1 A\n- **Status**: pending\n', '1.1', 'blocked', 'the key', '- **Status**: blocked — the key'],
    ['with a detail of several lines', '### 1.1 A\n- **Status**: pending\n', '1.1', 'error', 'a\n# b', '- **Status**: error — a # b'],
    ['replaced by an id', '### 1.1 A\n- **Status**: pending\n', '1.1', 'replaced', 'by 1.2', '- **Status**: replaced by 1.2'],
    ['with blanks behind it', '### 1.1 A\n- **Status**: pending   \n', '1.1', 'active', undefined, '- **Status**: active   '],
    ['in italics', '### 1.1 A\n- _Status: pending_\n- **Priority**: low\n', '1.1', 'completed', undefined, '- _Status: completed_'],
    ['without bold', '### 1.1 A\n* Status: pending\n', '1.1', 'completed', undefined, '* Status: completed'],
    ['of a line of text', '### 1.1 A\n**Status**: pending\n**Priority**: low\n', '1.1', 'completed', undefined, '**Status**: completed'],
  ])('%s', (_name, text, key, status, detail, line) => {
    expect(set(text, key, status, detail).filter((one) => one.startsWith('+'))).toEqual([`+${line}`]);
  });

  test('stays where nothing would change, with its detail', () => {
    expect(set('### 1.1 A\n- **Status**: blocked — key\n', '1.1', 'blocked')).toEqual([]);
    expect(set('### 1.1 A\n- **Status**: blocked — key\n', '1.1', 'blocked', 'key')).toEqual([]);
    expect(set('### 1.1 A\n- **Status**: blocked — key\n', '1.1', 'blocked', '')).toEqual([
      '-- **Status**: blocked — key',
      '+- **Status**: blocked',
    ]);
  });

  test('is added by field order where a heading task has no other place for it', () => {
    expect(set('### Task 1.1: A\n\ntext\n\n### Task 1.2: B\n', '1.1', 'completed')).toEqual(['+- **Status**: completed']);
    expect(set('### 1.1 A\n- **Description**: d\n- **Tags**: x\n', '1.1', 'active')).toEqual(['+- **Status**: active']);
    expect(edited('### 1.1 A\n- **Description**: d\n- **Tags**: x\n', (list) => setStatus(list, '1.1', 'active'))).toBe(
      '### 1.1 A\n- **Description**: d\n- **Status**: active\n- **Tags**: x\n',
    );
  });

  test('is not what a table or rule below becomes', () => {
    expect(set('### Task 1.1: A\n---\n\n### Task 1.2: B\n', '1.1', 'completed')).toEqual(['+- **Status**: completed', '+']);
    expect(set('### Task 1.1: A\n    code\n\n### Task 1.2: B\n', '1.1', 'completed')[0]).toBe('+**Status**: completed');
  });
});

describe('a Status heading', () => {
  test('keeps its value in the first line below', () => {
    const text = '### 1.1 A\n- **Priority**: low\n\n#### Status\n\nIn progress\n\n#### Notes\nx\n';
    expect(set(text, '1.1', 'completed')).toEqual(['-In progress', '+Completed']);
    expect(set(text.replace('In progress', '- In progress'), '1.1', 'blocked', 'key')).toEqual(['-- In progress', '+- blocked — key']);
    expect(set(text.replace('In progress\n\n', ''), '1.1', 'active')).toEqual(['+active']);
  });
});

describe('a heading', () => {
  test('with a box', () => {
    expect(set('### [ ] Task 1.1: A\n\ntext\n', '1.1', 'completed')).toEqual(['-### [ ] Task 1.1: A', '+### [x] Task 1.1: A']);
  });

  test("with a suffix gets the file's most common one, and loses it", () => {
    const text = '### Task 1.1: A ✅\n\ntext\n\n### Task 1.2: B\n\ntext\n';
    expect(set(text, '1.2', 'completed')).toEqual(['-### Task 1.2: B', '+### Task 1.2: B ✅']);
    expect(set(text, '1.1', 'pending')).toEqual(['-### Task 1.1: A ✅', '+### Task 1.1: A']);
    expect(set('### Task 1.1: A ###\n\n### Task 1.2: B (done) ###\n', '1.1', 'completed')).toEqual([
      '-### Task 1.1: A ###',
      '+### Task 1.1: A (done) ###',
    ]);
    expect(set('Task 1.1: A\n---\n\nx\n\nTask 1.2: B ✅\n---\n', '1.1', 'completed')).toEqual(['-Task 1.1: A', '+Task 1.1: A ✅']);
  });

  test('of a file whose done checks said completed: those get a Status line of their own', () => {
    expect(set('### 1.1 A\n- **Priority**: high\n- [x] c\n\n### 1.2 B\n- **Priority**: low\n- [ ] d\n', '1.2', 'active')).toEqual(
      [
        '+- **Status**: completed',
        '+- [x] c',
        '+',
        '+### 1.2 B',
        '+- **Priority**: low',
        '+- **Status**: active',
        '-- [x] c',
        '-',
        '-### 1.2 B',
        '-- **Priority**: low',
      ].toSorted((a, b) => Number(b.startsWith('-')) - Number(a.startsWith('-'))),
    );
  });
});

describe('other families', () => {
  test('an outline keeps a mark at the end of the line, and nothing for pending', () => {
    const text = '1.1 A (Dependencies: x)  \n1.2 B (Status: active)\n';
    expect(set(text, '1.1', 'blocked', 'why (now)')).toEqual([
      '-1.1 A (Dependencies: x)  ',
      '+1.1 A (Dependencies: x) (Status: blocked — why (now))  ',
    ]);
    expect(set(text, '1.2', 'pending')).toEqual(['-1.2 B (Status: active)', '+1.2 B']);
    expect(set('1.1 [ ] A\n1.2 [x] B\n', '1.1', 'completed')).toEqual(['-1.1 [ ] A', '+1.1 [x] A']);
    expect(() => set(text, '1.1', 'blocked', 'a ) b')).toThrow('E140');
  });

  test('a table has its own words', () => {
    expect(set('| ID | Task | Status |\n|---|---|---|\n| A | x | ✅ |\n| B | y | ⏳ |\n', 'B', 'completed')).toEqual([
      '-| B | y | ⏳ |',
      '+| B | y | ✅ |',
    ]);
    expect(set('| ID | Task | Done |\n|---|---|---|\n| A | x | [ ] |\n| B | y | [x] |\n', 'A', 'completed')).toEqual([
      '-| A | x | [ ] |',
      '+| A | x | [x] |',
    ]);
    expect(set('ID | Task | Status\n---|---|---\nA | x \\| y | todo\n', 'A', 'blocked', 'a|b')).toEqual([
      '-A | x \\| y | todo',
      expect.stringMatching(/^\+A \| x \\\| y \| blocked — a\\\|b ?$/) as unknown as string,
    ]);
    expect(() => set('| ID | Task |\n|---|---|\n| A | x |\n| B | y |\n', 'A', 'completed')).toThrow('E130');
  });

  test('a file of Backlog.md is read only', () => {
    expect(() => set('---\nid: task-1\nstatus: To Do\n---\n', 'task-1', 'completed')).toThrow('E133');
  });
});

describe('parents', () => {
  const nested = '- [ ] 1.0 p\n  - [x] 1.1 a\n  - [ ] 1.2 b\n';
  test('close with their last open sub-task, if one was completed', () => {
    expect(set(nested, '1.2', 'completed')).toEqual([
      '-- [ ] 1.0 p',
      '-  - [x] 1.1 a',
      '-  - [ ] 1.2 b',
      '+- [x] 1.0 p',
      '+  - [x] 1.1 a',
      '+  - [x] 1.2 b',
    ]);
    expect(set(nested, '1.2', 'canceled')[3]).toBe('+- [x] 1.0 p');
    expect(set('- [ ] 1.0 p\n  - [ ] 1.1 a\n', '1.1', 'canceled')).not.toContain('+- [x] 1.0 p');
  });

  test('close all the way up, but not what is blocked, nor where nobody wants it', () => {
    expect(edited('- [ ] 1.0 p\n  - [ ] 1.1 a\n    - [ ] 1.1.1 b\n', (list) => setStatus(list, '1.1.1', 'completed'))).not.toContain('[ ]');
    expect(set('- [ ] 1.0 p\n  - **Status**: blocked\n  - [ ] 1.1 a\n', '1.1', 'completed')).toEqual(['-  - [ ] 1.1 a', '+  - [x] 1.1 a']);
    expect(edited(nested, (list) => setStatus(list, '1.2', 'completed', { closeParents: false }))).toContain('- [ ] 1.0');
  });
});

describe('a completion', () => {
  test('writes time, duration and summary where the form has room', () => {
    expect(complete('### 1.1 A\n- **Status**: pending\n- **Notes**: x\n', '1.1', { summary: ' It\n works. ', actualDuration: 65 })).toEqual(
      [
        '-- **Status**: pending',
        '+- **Status**: completed',
        '+- **Actual Duration**: 1 hour 5 minutes',
        `+- **Completed**: ${at}`,
        '+- **Execution Summary**: It works.',
      ],
    );
    expect(complete(two, '1.1', { summary: 'x' })).toEqual(['-- [ ] 1.1 a', '+- [x] 1.1 a']);
    expect(complete('- [ ] 1.1 a\n  - Priority: high\n- [ ] 1.2 b\n', '1.1')).toEqual([
      '-- [ ] 1.1 a',
      '-  - Priority: high',
      '+- [x] 1.1 a',
      '+  - Priority: high',
      `+  - Completed: ${at}`,
    ]);
    expect(complete('1.1 A\n1.2 B\n', '1.1', { summary: 'x' })).toEqual(['-1.1 A', '+1.1 A (Status: completed 2026-11-22)']);
  });

  test('as the settings of the file say', () => {
    const text = '### 1.1 A\n- **Status**: pending\n';
    expect(edited(text, (list) => completeTask(list, '1.1', { at }), { settings: { completion: 'mark' } })).toBe(
      '### 1.1 A\n- **Status**: completed\n',
    );
    expect(edited(two, (list) => completeTask(list, '1.1', { at }), { settings: { completion: 'full' } })).toContain(
      `  - **Completed**: ${at}\n`,
    );
    expect(edited('1.1 A\n1.2 B\n', (list) => completeTask(list, '1.1', { at }), { settings: { completion: 'full' } })).toContain(
      `(Status: completed ${at})`,
    );
  });

  test('is taken back by any open status, and made again has no edits', () => {
    const text = '### 1.1 A\n- **Status**: pending\n- **Priority**: low\n';
    const done = edited(text, (list) => completeTask(list, '1.1', { at, summary: 'x', actualDuration: 5 }));
    expect(edited(done, (list) => setStatus(list, '1.1', 'pending'))).toBe(text);
    expect(edited(done, (list) => completeTask(list, '1.1', { at: '2030-01-01T00:00:00Z', summary: 'y', actualDuration: 9 }))).toBe(done);
  });

  test('is written in UTC and seconds, and the summary is cut at a word', () => {
    const text = '### 1.1 A\n- **Status**: pending\n';
    expect(edited(text, (list) => completeTask(list, '1.1', { at: '2026-11-22T10:31:00.123+02:00' }))).toContain('2026-11-22T08:31:00Z');
    const [summary = ''] =
      /(?<=Summary\*\*: ).*/.exec(edited(text, (list) => completeTask(list, '1.1', { at, summary: 'word '.repeat(200) }))) ?? [];
    expect(summary).toMatch(/^(?:word )+word…$/);
    expect(summary.length).toBeLessThanOrEqual(600);
  });

  test.each([NaN, -1, Infinity])('that took %s minutes is refused', (actualDuration) => {
    expect(() => complete('### 1.1 A\n- **Status**: pending\n', '1.1', { actualDuration })).toThrow('E140');
  });
});

describe('line ends, marks and blanks', () => {
  test('a field in an ordered list needs no blank line before the next item', () => {
    expect(set('1. [ ] a\n2. [ ] b\n', '@1', 'active')).toEqual(['+   - **Status**: active']);
    expect(set('10) [ ] a\n11) [ ] b\n', '@1', 'active')).toEqual(['+    - **Status**: active']);
    expect(set('1. [ ] a\n   - [ ] c\n2. [ ] b\n', '@1.1', 'active')).toEqual(['+     - **Status**: active']);
  });

  test('stay as they are around', () => {
    expect(edited('### 1.1 A\r\n- **Status**: pending', (list) => completeTask(list, '1.1', { at, summary: 'x' }))).toBe(
      `### 1.1 A\r\n- **Status**: completed\r\n- **Completed**: ${at}\r\n- **Execution Summary**: x`,
    );
    expect(edited('\uFEFF- [ ] 1.1 a\r\n- [ ] 1.2 b', (list) => setStatus(list, '1.2', 'active'))).toBe(
      '\uFEFF- [ ] 1.1 a\r\n- [ ] 1.2 b\r\n  - **Status**: active',
    );
    expect(edited('- [ ] 1.1 a\n\t- [ ] 1.1.1 x\n- [ ] 1.2 b\n', (list) => setStatus(list, '1.1.1', 'active'))).toContain(
      '\t- [ ] 1.1.1 x\n\t\t- **Status**: active\n',
    );
    expect(set('* [ ] 1.1 a\n* [ ] 1.2 b\n  * note\n', '1.2', 'active')).toEqual(['+  * **Status**: active']);
    expect(set('- [ ] 1.1 a\n  and more\n- [ ] 1.2 b\n', '1.1', 'active')).toEqual(['+  - **Status**: active']);
  });

  test('fields that are paragraphs stay so, a blank line apart', () => {
    expect(edited('### 1.1 A\n\n**Status**: pending\n\nSome text.\n', (list) => completeTask(list, '1.1', { at }))).toBe(
      `### 1.1 A\n\n**Status**: completed\n\n**Completed**: ${at}\n\nSome text.\n`,
    );
  });
});

describe('refused', () => {
  test.each<[code: string, text: string, key: string, status: string]>([
    ['E132', two, '9', 'completed'],
    ['E101', '- [ ] T1 a\n- [ ] T1 b\n- [ ] T2 c\n', 'T1', 'completed'],
    ['E002', 'a\0', '1', 'completed'],
    ['E140', two, '1.1', 'finished'],
  ])('%s', (code, text, key, status) => {
    expect(() => set(text, key, status as Status)).toThrow(`${code}: `);
  });

  test('one of two with an id can be written by its number', () => {
    const text = '- [ ] T1 a\n- [ ] T1 b\n- [ ] T2 c\n';
    expect(set(text, 'T1~1', 'completed')).toEqual(['-- [ ] T1 a', '+- [x] T1 a']);
    expect(set(text, 'T1~2', 'completed')).toEqual(['-- [ ] T1 b', '+- [x] T1 b']);
  });
});
