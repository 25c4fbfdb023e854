import { describe, expect, test } from 'vitest';
import { applyEdits, diffOperations, identify, merge, parse, refOf, setStatus, type TaskList } from '../index.ts';

const listOf = (text: string): TaskList => parse(new TextEncoder().encode(text));
const headings = (...titles: string[]): string => titles.map((title, at) => `### 1.${at + 1} ${title}\n- **Status**: pending\n`).join('\n');
const who = (text: string, key: string, title: string) => {
  const found = identify(listOf(text), { key, title, status: 'pending' });
  return found.task ? [found.task.key, found.renumbered] : found.why;
};

describe('a reference means', () => {
  test('the task with its key, as long as the title is still alike', () => {
    expect(who(headings('Log in', 'Log out'), '1.1', 'Log in')).toEqual(['1.1', false]);
    expect(who(headings('Log in with a passkey'), '1.1', 'Log in with a password')).toEqual(['1.1', false]);
  });

  test('another one that has nearly its title, if the task with its key has become something else', () => {
    expect(who(headings('Set up the database', 'Log in'), '1.1', 'Log in')).toEqual(['1.2', true]);
    expect(who(headings('Set up the database'), '1.7', 'Set up the databases')).toEqual(['1.1', true]);
  });

  test('the one that has exactly its title, before one that is only alike and has its key', () => {
    const shifted = headings('Write tests for search', 'Write tests for login', 'Write tests for logout');
    expect(who(shifted, '1.1', 'Write tests for login')).toEqual(['1.2', true]);
    expect(who(shifted, '1.2', 'Write tests for logout')).toEqual(['1.3', true]);
  });

  test('that one also where it is called nearly like others', () => {
    expect(who(headings('Draw a plan', 'Write tests for login', 'Write tests for logout'), '1.1', 'Write tests for login')).toEqual([
      '1.2',
      true,
    ]);
  });

  test('nobody can tell which, where one has the title and the one with the key has more words of it', () => {
    expect(who(headings('Write tests for payments', 'Ship', 'Write tests'), '1.1', 'Write tests')).toBe('ambiguous');
    expect(who(headings('Write tests', 'Ship', 'Write tests for payments'), '1.1', 'Write tests for payments')).toBe('ambiguous');
  });

  test('the task with its key, where several others have exactly its title', () => {
    expect(who(headings('Write tests for login', 'Write tests', 'Write tests'), '1.1', 'Write tests')).toEqual(['1.1', false]);
  });

  test('nothing, where it is gone, another task, or one of several', () => {
    expect(who(headings('Log in'), '1.7', 'Pay by card')).toBe('gone');
    expect(who(headings('Log in'), '1.1', 'Pay by card')).toBe('other');
    expect(who(headings('Ship', 'Log in', 'Log in'), '1.1', 'Log in')).toBe('ambiguous');
  });

  test('a task without an id by its title alone, the nearest of equals', () => {
    const list = '- [ ] Write\n- [ ] Test\n- [ ] Ship\n- [ ] Test\n';
    expect(who(list, '@3', 'Ship')).toEqual(['@3', false]);
    expect(who(list, '@1', 'Ship')).toEqual(['@3', false]);
    expect(who(list, '@4', 'Test')).toEqual(['@4', false]);
    expect(who(list, '@1', 'Test')).toEqual(['@2', false]);
  });
});

test('refOf names a task by what it is now, and throws E132 for none', () => {
  const list = listOf(headings('Log in'));
  expect(refOf(list, '1.1')).toEqual({ key: '1.1', title: 'Log in', status: 'pending' });
  expect(() => refOf(list, '9')).toThrow('E132');
});

test('titles that repeat do not confuse a comparison of two versions', () => {
  const base = listOf(headings('Write tests', 'Build the cart', 'Write tests'));
  const edited = listOf(headings('Write tests for payments', 'Build the cart', 'Write tests'));
  expect(diffOperations(base, edited).operations).toEqual([
    { op: 'setField', ref: refOf(base, '1.1'), field: 'title', was: 'Write tests', value: 'Write tests for payments' },
  ]);
});

test('a task that was renumbered among others like it is the one that is ticked', () => {
  const base = new TextEncoder().encode(headings('Write tests for login', 'Write tests for logout'));
  const ours = applyEdits(base, setStatus(parse(base), '1.1', 'completed'));
  const theirs = new TextEncoder().encode(headings('Write tests for search', 'Write tests for login', 'Write tests for logout'));
  const merged = merge(base, ours, theirs);
  if (!merged.bytes) throw new Error('nothing was merged');
  expect(merged.list.tasks.map(({ title, status }) => [title, status])).toEqual([
    ['Write tests for search', 'pending'],
    ['Write tests for login', 'completed'],
    ['Write tests for logout', 'pending'],
  ]);
  expect(merged.outcomes[0]?.diagnostics[0]?.code).toBe('W230');
});

test('thousands of new numbers are found in no time', () => {
  const titles = (offset: number) =>
    Array.from({ length: 2000 }, (_, at) => `- [ ] T${10_000 + at + offset} Write tests for thing ${at}\n`).join('');
  const base = listOf(titles(0));
  const began = performance.now();
  const { operations, rest } = diffOperations(base, listOf(titles(1)));
  expect([operations.length, rest.length]).toEqual([0, 1]);
  expect(performance.now() - began).toBeLessThan(5000);
});
