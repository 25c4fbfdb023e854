import { expect, test } from 'vitest';
import { camelKeys } from './camel-keys.ts';

test('snake case says the same as camel case, at every depth but in what is free', () => {
  const given = { project_id: 'a_b/c_d', task: { acceptance_criteria: ['is_so'], metadata: { some_key: 1 } }, list: [{ user_id: 'u' }] };
  expect(camelKeys(given)).toEqual({
    projectId: 'a_b/c_d',
    task: { acceptanceCriteria: ['is_so'], metadata: { some_key: 1 } },
    list: [{ userId: 'u' }],
  });
});

test('neither wins where both are given, and nothing that is no word of ours becomes one', () => {
  expect(camelKeys({ user_id: 'a', userId: 'b' })).toEqual({ user_id: 'a', userId: 'b' });
  expect(camelKeys({ _private: 1, __proto_: 2, A_b: 3 })).toEqual({ _private: 1, __proto_: 2, A_b: 3 });
  expect(camelKeys('a_b')).toBe('a_b');
});
