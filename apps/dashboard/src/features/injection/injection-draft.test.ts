import { InjectionRequestBody } from '@devteam/api';
import { expect, test } from 'vitest';
import { type InjectionDraft, commandOf, emptyDraft, findLack, requestOf } from './injection-draft.ts';

const draft: InjectionDraft = { ...emptyDraft, title: ' Round the fee ', reason: 'a customer asked' };

test('a draft becomes what the API takes', () => {
  const whole = requestOf({ ...draft, type: 'positional', target: '2.1', criteria: '- one\n\n* two', dependencies: '1.1, 1.2' }, 'k');
  expect(InjectionRequestBody.parse(whole)).toEqual({
    injectionType: 'positional',
    targetPosition: 'after:2.1',
    task: { title: 'Round the fee', acceptanceCriteria: ['one', 'two'], dependencies: ['1.1', '1.2'] },
    reason: 'a customer asked',
    idempotencyKey: 'k',
  });
  expect(requestOf({ ...draft, type: 'replace', target: '3' }, 'k')).toMatchObject({ targetTaskId: '3' });
  expect(requestOf({ ...draft, target: '3' }, 'k')).not.toHaveProperty('targetTaskId');
});

test.each([
  [{ title: ' ' }, 'title'],
  [{ type: 'positional' as const }, 'target'],
  [{ reason: '' }, 'reason'],
  [{}, undefined],
])('%j lacks %s', (change, field) => expect(findLack({ ...draft, ...change })?.field).toBe(field));

test('the command quotes what people wrote', () => {
  expect(commandOf({ ...draft, title: "It's late", type: 'positional', target: '2' }, 'a/b')).toBe(
    String.raw`devteam inject a/b 'It'\''s late' --after 2 --reason 'a customer asked'`,
  );
});
