import { describe, expect, test } from 'vitest';
import { setField, type Field, type FieldValue } from '../index.ts';
import { changedLines, edited } from '../testing/lists.ts';

type Settable = Exclude<Field, 'status'>;
const set = (text: string, key: string, field: Settable, value: FieldValue): string[] =>
  changedLines(
    text,
    edited(text, (list) => setField(list, key, field, value)),
  );

const heading = '### 1.1 A\n- **Description**: d\n- **Status**: pending\n';
const two = '- [ ] 1.1 a\n- [ ] 1.2 b\n';

describe('a field', () => {
  test.each<[Settable, FieldValue, string[]]>([
    ['type', 'composite', ['+- **Type**: composite']],
    ['priority', 'high', ['+- **Priority**: high']],
    ['complexity', 'complex', ['+- **Complexity**: complex']],
    ['dependencies', ['1.1'], ['+- **Dependencies**: 1.1']],
    ['tags', ['a', 'b'], ['+- **Tags**: a, b']],
    ['files', ['a.ts'], ['+- **Files**: a.ts']],
    ['estimatedDuration', 90, ['+- **Estimated Duration**: 1 hour 30 minutes']],
    ['actualDuration', 5, ['+- **Actual Duration**: 5 minutes']],
    ['completedAt', '2026-11-22T10:31:00+01:00', ['+- **Completed**: 2026-11-22T09:31:00Z']],
    ['executionSummary', 'It\nworks', ['+- **Execution Summary**: It works']],
    ['stop', 'after', ['+- **Stop**: after']],
    ['description', 'one\n\ntwo', ['-- **Description**: d', '+- **Description**: one two']],
    ['description', null, ['-- **Description**: d']],
    ['title', 'B #', ['-### 1.1 A', '+### 1.1 B \\#']],
    ['acceptanceCriteria', ['x', '- y', '1. z'], ['+- **Acceptance Criteria**:', '+  - x', '+  - \\- y', '+  - 1\\. z']],
    ['tags', [], []],
    ['description', 'd', []],
  ])('%s: %j', (field, value, lines) => {
    expect(set(heading, '1.1', field, value)).toEqual(lines);
  });

  test('stands where the order of fields wants it', () => {
    const text = '### 1.1 A\n- **Description**: d\n- **Status**: pending\n- **Notes**: n\n- **Tags**: t\n';
    expect(edited(text, (list) => setField(list, '1.1', 'priority', 'low'))).toBe(
      text.replace('- **Status**', '- **Priority**: low\n- **Status**'),
    );
    expect(edited(text, (list) => setField(list, '1.1', 'stop', 'before'))).toBe(`${text}- **Stop**: before\n`);
  });

  test('of a checklist task is a child before its sub-tasks', () => {
    expect(set('- [ ] 1.1 a\n  - [ ] 1.1.1 s\n- [ ] 1.2 b\n', '1.1', 'dependencies', ['1.2'])).toEqual(['+  - **Dependencies**: 1.2']);
    expect(set(two, '1.2', 'acceptanceCriteria', ['x'])).toEqual(['+  - **Acceptance Criteria**:', '+    - x']);
  });

  test('of an outline is a tail, of a table a cell', () => {
    expect(set('1.1 A\n1.2 B (Status: active)\n', '1.2', 'dependencies', ['1.1'])[1]).toContain('(Dependencies: 1.1)');
    expect(() => set('1.1 A\n1.2 B\n', '1.2', 'description', 'x')).toThrow('E130');
    const table = '| ID | Task | Status | Priority |\n|---|---|---|---|\n| A | x | todo | P1 |\n';
    expect(set(table, 'A', 'title', 'a | b')[1]).toContain('a \\| b');
    expect(set(table, 'A', 'priority', 'low')[1]).toContain('| low');
    expect(() => set(table, 'A', 'description', 'x')).toThrow('E130');
  });
});

describe('a list', () => {
  test('keeps the boxes of those that stay, and its bullets', () => {
    expect(
      set('### 1.1 A\n- **Acceptance Criteria**:\n  - [x] a\n  - [ ] b\n- **Status**: pending\n', '1.1', 'acceptanceCriteria', [
        'a',
        'b',
        'c',
      ]),
    ).toEqual(['+  - [ ] c']);
    expect(set('### 1.1 A\n* **Acceptance Criteria**:\n    * a\n* **Status**: pending\n', '1.1', 'acceptanceCriteria', ['a', 'c'])).toEqual(
      ['+    * c'],
    );
  });

  test('of several labels becomes one, and null takes it away', () => {
    const text = '### 1.1 A\n- **Acceptance**: x\n- **Done when**: y\n- **Status**: pending\n';
    expect(edited(text, (list) => setField(list, '1.1', 'acceptanceCriteria', ['z']))).toBe(
      '### 1.1 A\n- **Acceptance**:\n  - z\n- **Status**: pending\n',
    );
    expect(edited(text, (list) => setField(list, '1.1', 'acceptanceCriteria', null))).toBe('### 1.1 A\n- **Status**: pending\n');
  });
});

describe('a title', () => {
  test.each([
    ['- [ ] **1.1 a**\n- [ ] 1.2 b\n', '- [ ] **1.1 new**'],
    ['- [ ] 1.1 a (Priority: high)\n- [ ] 1.2 b\n', '- [ ] 1.1 new (Priority: high)'],
    ['- [ ] 1.1 a\n  goes on\n- [ ] 1.2 b\n', '- [ ] 1.1 new'],
    ['### 1.1 A (INJECTED) ✅\n- **Priority**: low\n', '### 1.1 new (INJECTED) ✅'],
    ['### Task 1.1: A ###\n- **Priority**: low\n', '### Task 1.1: new ###'],
  ])('%j', (text, line) => {
    expect(edited(text, (list) => setField(list, '1.1', 'title', 'new')).split('\n')[0]).toBe(line);
  });
});

describe('refused with E140', () => {
  test.each<[string, Settable, FieldValue]>([
    ['a title with a status at its end', 'title', 'New (done)'],
    ['a title with a mark', 'title', 'New (INJECTED)'],
    ['an empty title', 'title', '  '],
    ['no title', 'title', null],
    ['a title of 301 characters', 'title', 'x'.repeat(301)],
    ['a control character', 'title', 'a\u0007b'],
    ['a mark that turns text around', 'title', 'a\u202Eb'],
    ['a line separator', 'description', 'a\u2028b'],
    ['half a character', 'description', 'a\uD800b'],
    ['a comment', 'description', 'a <!-- b'],
    ['the end of a comment', 'description', 'a --> b'],
    ['a criterion like a field', 'acceptanceCriteria', ['Status: done']],
    ['a criterion of 1,001 characters', 'acceptanceCriteria', ['x'.repeat(1001)]],
    ['an unknown priority', 'priority', 'huge'],
    ['an unknown complexity', 'complexity', 'huge'],
    ['an unknown type', 'type', 'huge'],
    ['an unknown stop', 'stop', 'now'],
    ['a negative duration', 'estimatedDuration', -1],
    ['no time', 'completedAt', 'yesterday'],
    ['an unknown dependency', 'dependencies', ['9.9']],
    ['a tag with a comma', 'tags', ['a, b']],
    ['a tag that reads as none', 'tags', ['none']],
    ['a number for a list', 'tags', 5],
    ['a list for a text', 'description', ['a']],
    ['a field that is none', 'status' as Settable, 'active'],
  ])('%s', (_name, field, value) => {
    expect(() => set(heading, '1.1', field, value)).toThrow('E140: ');
  });

  test('a title that looks as if it had an id or a box, in a list without ids', () => {
    for (const title of ['3.11 upgrade', '[x] b', '1. b']) expect(() => set('- [ ] a\n- [ ] b\n', '@1', 'title', title)).toThrow('E140');
    expect(set('- [ ] a\n- [ ] b\n', '@1', 'title', '[x](y) b')).toEqual(['-- [ ] a', '+- [ ] [x](y) b']);
  });
});
