import { describe, expect, test } from 'vitest';
import { listOf } from '../testing/lists.ts';

const body = '### 1.1 A\n- **Status**: pending\n\n### 1.10 B\n- **Status**: pending\n\n### 2.1 C\n- **Status**: pending\n';
const withFront = (front: string) => listOf(`---\n${front}\n---\n${body}`);
const stopsOf = (front: string): string[] => withFront(front).stops.map(({ target, when }) => `${when} ${target}`);
const codes = (front: string): string[] => withFront(front).diagnostics.flatMap(({ code }) => (code === 'N310' ? [] : code));

describe('stop points', () => {
  test.each([
    'stop-after: 1.10',
    'stop-after: "1.10"',
    "stop-after: '1.10' # why",
    '"stop-after": 1.10',
    'stop-after : 1.10',
    'stop-after: [1.10]',
    'stop-after: [ "1.10" ]',
    'stop-after:\n  - 1.10',
    'stop-after:\n- "1.10"',
    '# a comment\ntitle: a: b\nother:\n  deep:\n    x: [1,\n  2]\nstop-after: 1.10',
    'text: |\n  stop-after: 2.1\nstop-after: 1.10',
  ])('%j', (front) => {
    expect(stopsOf(front)).toEqual(['after 1.10']);
    expect(codes(front)).toEqual([]);
  });

  test('several, with commas or as a list', () => {
    for (const value of ['1.1, 2.1', '[1.1, "2.1"]', '\n  - 1.1\n  - 2.1'])
      expect(stopsOf(`stop-before: ${value}`)).toEqual(['before 1.1', 'before 2.1']);
  });

  test.each(['stop-after:', 'stop-after: []', 'stop-after: ~', 'stop-after: null', 'stop_after: 1.1', 'text: |\n  stop-after: 1.1'])(
    '%j is none',
    (front) => {
      expect(stopsOf(front)).toEqual([]);
      expect(codes(front)).toEqual([]);
    },
  );
});

describe('settings', () => {
  test.each(['letter', '"letter"', 'Letter'])('inject-ids: %s', (value) => {
    expect(withFront(`inject-ids: ${value}`).settings.injectIds).toBe('letter');
  });

  test.each(['marks: { "~": active, "-": Done }', "marks:\n  '~': active\n  '-': done", 'marks: { ~: active, -: done }'])('%j', (front) => {
    const list = listOf(`---\n${front}\n---\n- [~] a\n- [-] b\n- [ ] c\n`);
    expect(list.tasks.map(({ status }) => status)).toEqual(['active', 'completed', 'pending']);
  });

  test('the dialect in any case', () => {
    expect(withFront('dialect: Headings').dialect).toBe('headings');
  });
});

describe('not readable: nothing is read, and nobody waits for a stop that is none', () => {
  test.each([
    'stop-after:1.1',
    'stop-after: { a: b }',
    'stop-after: [1.1',
    'stop-after: "1.1',
    'marks: [a]',
    'marks: { "~": someday }',
    'dialect: jira',
    'task-lists: 1.0',
    'completion: 95%',
  ])('%j', (front) => {
    const list = withFront(front);
    expect(list.tasks).toEqual([]);
    expect(list.diagnostics).toMatchObject([{ code: 'E003', line: 2, col: 1 }]);
  });
});

describe('its place', () => {
  test('after a byte order mark, with CRLF, closed by dots', () => {
    const list = listOf(`\uFEFF---\r\nstop-after: 1.10\r\n...\r\n${body.replaceAll('\n', '\r\n')}`);
    expect([list.tasks.length, list.stops]).toEqual([3, [{ when: 'after', target: '1.10' }]]);
  });

  test('is the first line, or it is none', () => {
    for (const text of [
      `\n---\nstop-after: 1.1\n---\n${body}`,
      ` ---\nstop-after: 1.1\n---\n${body}`,
      `----\nstop-after: 1.1\n---\n${body}`,
    ])
      expect(listOf(text).stops).toEqual([]);
  });
});
