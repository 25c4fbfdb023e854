import { describe, expect, test } from 'vitest';
import {
  applyEdits,
  applyOperation,
  diffOperations,
  merge,
  parse,
  refOf,
  replay,
  squash,
  type InjectPlace,
  type Operation,
  type TaskList,
} from '../index.ts';
import { listOf, textOf } from '../testing/lists.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const at = '2026-11-22T11:00:00Z';
const base = `## 1. Base
### 1.1 Build the app
- **Description**: With make.
- **Status**: pending

### 1.2 Ship the app
- **Priority**: low
- **Status**: pending

### 1.3 Tell everybody
- **Status**: pending
`;
const list = listOf(base);

const complete = (key: string, from: TaskList = list): Operation => ({
  op: 'complete',
  ref: refOf(from, key),
  completion: { at, summary: 'Done.' },
});
const setTo = (key: string, status: 'active' | 'blocked' | 'pending', from: TaskList = list): Operation => ({
  op: 'setStatus',
  ref: refOf(from, key),
  status,
});
const inject = (place: InjectPlace, anchor: string | null, id: string | null, title = 'New'): Operation => ({
  op: 'inject',
  request: { place, task: { title }, at },
  ref: anchor === null ? null : refOf(list, anchor),
  id,
});

const replayed = (operations: Operation[], theirs: string) => {
  const { bytes: made, list: after, outcomes } = replay(operations, bytes(theirs));
  return {
    text: textOf(made),
    list: after,
    outcomes: outcomes.map(({ diagnostics, key, outcome }) => [outcome, key, diagnostics.map(({ code }) => code).join()]),
  };
};
const status = (of: TaskList): string[] => of.tasks.map(({ key, status: now }) => `${key} ${now}`);

describe('what they did meanwhile', () => {
  test('edited title, text and other fields, moved the task, changed line ends: both are kept', () => {
    const moved = base
      .replace('### 1.3 Tell everybody\n- **Status**: pending\n', '')
      .replace('### 1.1', '### 1.3 Tell all people everywhere\n- **Status**: pending\n- **Priority**: high\n\n### 1.1');
    const theirs = moved.replaceAll('\n', '\r\n');
    const made = replayed([complete('1.3'), setTo('1.1', 'active')], theirs);
    expect(made.outcomes).toEqual([
      ['applied', '1.3', ''],
      ['applied', '1.1', ''],
    ]);
    expect(status(made.list)).toEqual(['1.3 completed', '1.1 active', '1.2 pending']);
    expect(made.text).toContain('- **Priority**: high\r\n');
    expect(made.text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('set the same status: unchanged, and the missing facts are added', () => {
    const made = replayed([complete('1.1')], base.replace('make.\n- **Status**: pending', 'make.\n- **Status**: completed'));
    expect(made.outcomes).toEqual([['unchanged', '1.1', '']]);
    expect(made.list.tasks[0]).toMatchObject({ completedAt: at, executionSummary: 'Done.' });
    const again = replayed([complete('1.1')], made.text);
    expect([again.outcomes[0]?.[0], again.text]).toEqual(['unchanged', made.text]);
  });

  test('set another status: theirs stays', () => {
    const theirs = base.replace('make.\n- **Status**: pending', 'make.\n- **Status**: canceled');
    expect(replayed([complete('1.1')], theirs)).toMatchObject({ outcomes: [['theirs', '1.1', 'W240']], text: theirs });
  });

  test('set the same field: theirs stays, unless it is as it was', () => {
    const operation: Operation = { op: 'setField', ref: refOf(list, '1.2'), field: 'priority', was: 'low', value: 'critical' };
    const theirs = base.replace('low', 'high');
    expect(replayed([operation], theirs)).toMatchObject({ outcomes: [['theirs', '1.2', 'W240']], text: theirs });
    expect(replayed([operation], base).list.tasks[1]?.priority).toBe('critical');
    expect(replayed([operation], base.replace('low', 'critical')).outcomes).toEqual([['unchanged', '1.2', '']]);
  });

  test('deleted the task: dropped, and never added again', () => {
    const theirs = base.slice(0, base.indexOf('### 1.3'));
    expect(replayed([complete('1.3')], theirs)).toMatchObject({ outcomes: [['dropped', null, 'W241']], text: theirs });
  });

  test('renumbered it: followed', () => {
    const theirs = base
      .replace('### 1.1', '### 1.1 Draw a plan\n- **Status**: pending\n\n### 1.2')
      .replace('### 1.2 Ship', '### 1.3 Ship')
      .replace('### 1.3 Tell', '### 1.4 Tell');
    const made = replayed([complete('1.1'), complete('1.3')], theirs.replace('### 1.2 Build', '### 1.2 Build'));
    expect(made.outcomes).toEqual([
      ['applied', '1.2', 'W230'],
      ['applied', '1.4', 'W230'],
    ]);
  });

  test('made another task of it: refused', () => {
    const theirs = base.replace('Tell everybody', 'Paint a fence');
    expect(replayed([complete('1.3')], theirs)).toMatchObject({ outcomes: [['refused', null, 'W231']], text: theirs });
  });

  test('gave the key to two: refused', () => {
    const theirs = `${base}\n### 1.3 Tell everybody\n- **Status**: pending\n`;
    expect(replayed([complete('1.3')], theirs)).toMatchObject({ outcomes: [['refused', null, 'W243']], text: theirs });
  });

  test('left a file that cannot be read: all is refused, nothing is written', () => {
    expect(replayed([complete('1.1'), complete('1.2')], '---\nopen\n')).toMatchObject({
      outcomes: [
        ['refused', null, 'E003'],
        ['refused', null, 'E003'],
      ],
      text: '---\nopen\n',
    });
  });

  test('deleted the anchor of an injection: last in its group', () => {
    const theirs = base.replace(/### 1\.2[^]*?(?=### 1\.3)/, '');
    const made = replayed([inject({ type: 'positional', after: '1.2' }, '1.2', '1.2.5')], theirs);
    expect(made.outcomes).toEqual([['applied', '1.2.5', 'W242']]);
    expect(made.list.tasks.map(({ key }) => key)).toEqual(['1.1', '1.3', '1.2.5']);
  });

  test('took the id: the next free one, and later operations follow', () => {
    const theirs = base.replace('### 1.2', '### 1.1.5 Theirs\n- **Status**: pending\n\n### 1.2');
    const ours: Operation[] = [
      inject({ type: 'positional', after: '1.1' }, '1.1', '1.1.5'),
      { op: 'setStatus', ref: { key: '1.1.5', title: 'New', status: 'pending' }, status: 'active' },
    ];
    const made = replayed(ours, theirs);
    expect(made.outcomes).toEqual([
      ['renamed', '1.1.6', ''],
      ['applied', '1.1.6', ''],
    ]);
    expect(made.list.tasks.map(({ key, title }) => [key, title]).slice(1, 3)).toEqual([
      ['1.1.5', 'Theirs'],
      ['1.1.6', 'New'],
    ]);
  });
});

describe('operations of ours', () => {
  test('one after the other on what they made is as done at once', () => {
    const operations = [setTo('1.1', 'active'), complete('1.1'), setTo('1.2', 'active')];
    let now = list;
    for (const operation of operations) now = parse(applyEdits(now.bytes, applyOperation(now, operation).edits), { dialect: now.dialect });
    expect(replayed(operations, base).text).toBe(textOf(now.bytes));
    expect(replayed(squash(operations), base).text).toBe(textOf(now.bytes));
  });

  test('squashed are one status a task, with injections in order', () => {
    const first = inject({ type: 'positional', after: '1.1' }, '1.1', '1.1.5');
    const operations = [setTo('1.1', 'active'), first, setTo('1.2', 'active'), complete('1.1'), setTo('1.2', 'pending')];
    const short = squash(operations);
    expect(short.filter(({ op }) => op === 'inject')).toEqual([first]);
    expect(short.filter(({ op }) => op !== 'inject')).toHaveLength(2);
  });
});

describe('a comparison', () => {
  const compared = (ours: string) => diffOperations(list, listOf(ours));
  test('finds statuses, completions, fields and injections', () => {
    expect(compared(base).operations).toEqual([]);
    expect(compared(base.replace('make.\n- **Status**: pending', 'make.\n- **Status**: blocked — key'))).toEqual({
      operations: [{ op: 'setStatus', ref: refOf(list, '1.1'), status: 'blocked', detail: 'key' }],
      rest: [],
    });
    expect(compared(replayed([complete('1.2')], base).text)).toEqual({ operations: [complete('1.2')], rest: [] });
    expect(compared(base.replace('low', 'high'))).toEqual({
      operations: [{ op: 'setField', ref: refOf(list, '1.2'), field: 'priority', was: 'low', value: 'high' }],
      rest: [],
    });
    const injected = replayed([inject({ type: 'positional', after: '1.1' }, '1.1', '1.1.5')], base).text;
    expect(compared(injected)).toMatchObject({
      operations: [{ op: 'inject', id: '1.1.5', request: { task: { title: 'New' } } }],
      rest: [],
    });
  });

  test('tells the place of what is no operation', () => {
    expect(compared(base.replace('## 1. Base', '## 1. Base\n\nProse.')).rest).toMatchObject([{ line: 2, col: 1 }]);
  });
});

describe('a merge', () => {
  const merged = (ours: string, theirs: string) => {
    const result = merge(bytes(base), bytes(ours), bytes(theirs));
    return result.bytes ? textOf(result.bytes) : result.diagnostics.map(({ code }) => code);
  };
  const ours = replayed([complete('1.1'), inject({ type: 'positional', after: '1.3' }, '1.3', '1.4')], base).text;
  const theirs = base.replace('Tell everybody', 'Tell everybody at once').replace('low', 'high');

  test('keeps what both did', () => {
    const both = merged(ours, theirs);
    expect(both).toBe(ours.replace('Tell everybody', 'Tell everybody at once').replace('low', 'high'));
  });

  test('of one side is that side', () => {
    expect(merged(base, theirs)).toBe(theirs);
    expect(merged(ours, base)).toBe(ours);
    expect(merged(ours, ours)).toBe(ours);
    expect(merged(base, base)).toBe(base);
  });

  test('does not close a parent that has got another sub-task meanwhile', () => {
    const nested = '- [ ] 1.0 All\n  - [x] 1.1 First\n  - [ ] 1.2 Second\n';
    const closed = '- [x] 1.0 All\n  - [x] 1.1 First\n  - [x] 1.2 Second\n';
    const mergedWith = (theirs: string) => {
      const result = merge(bytes(nested), bytes(closed), bytes(theirs));
      return result.bytes ? textOf(result.bytes) : undefined;
    };
    expect(mergedWith(`${nested}  - [ ] 1.3 Third\n`)).toBe('- [ ] 1.0 All\n  - [x] 1.1 First\n  - [x] 1.2 Second\n  - [ ] 1.3 Third\n');
    expect(mergedWith(nested.replace('All', 'All of it'))).toBe(closed.replace('All', 'All of it'));
  });

  test('of prose of ours gives W244, of what cannot be read the reason', () => {
    expect(merged(base.replace('# ', '#  '), theirs)).toEqual(['W244']);
    expect(merged('a\0', theirs)).toEqual(['E002']);
    expect(merged(base, 'a\0')).toBe('a\0');
  });
});
