import { describeFailure } from '@devteam/api';
import { expect, test } from 'vitest';
import { madeUpPreflight } from '../../testing/made-up.ts';
import { automateCommand, budgetWords, headlineOf } from './preflight-words.ts';

test('one sentence says what will happen', () => {
  const view = madeUpPreflight();
  const list = view.list!;
  expect(headlineOf(view)).toBe('2 tasks will be carried out, 1 open one can never start.');
  expect(headlineOf({ ...view, list: { ...list, stuckCount: 0, orderLength: 1 } })).toBe('1 task will be carried out.');
  expect(headlineOf({ ...view, list: { ...list, orderLength: 0, stuckCount: 0 } })).toBe('Nothing is left to do: 1 of 4 tasks are done.');
  expect(headlineOf({ ...view, list: null })).toBe('There is no task list; the start makes one.');
  expect(headlineOf({ ...view, blockers: [describeFailure('task_list_missing')] })).toBe('1 thing is in the way.');
});

test('a stop point with a space or a quote is one word of the command', () => {
  expect(automateCommand('acme/webshop', [])).toBe('devteam automate acme/webshop');
  expect(automateCommand('acme/webshop', ['T-1', "it's two"])).toBe(
    String.raw`devteam automate acme/webshop --stop-after T-1 --stop-after 'it'\''s two'`,
  );
});

test('a budget names what is limited', () => {
  const used = { minutes: 3, attempts: 0, tokens: 0, dollars: 8 };
  const scope = { kind: 'project' as const, id: 'acme/webshop' };
  const budget = {
    scope,
    used,
    limits: { dollars: 10, minutes: 40 },
    state: 'near' as const,
    words: null,
    setBy: 'Ana',
    setAt: '2026-11-20T10:00:00Z',
  };
  expect(budgetWords(budget)).toBe('3 minutes of 40 minutes, $8.00 of $10.00');
});
