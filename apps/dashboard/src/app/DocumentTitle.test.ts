import { expect, test } from 'vitest';
import { titleOf } from './DocumentTitle.tsx';

test('the title says how many need the reader', () => {
  expect(titleOf(0)).toBe('DevTeam');
  expect(titleOf(1)).toBe('1 needs you · DevTeam');
  expect(titleOf(2)).toBe('2 need you · DevTeam');
  expect(titleOf(2, 'webshop')).toBe('2 need you · webshop · DevTeam');
  expect(titleOf(0, 'webshop')).toBe('webshop · DevTeam');
});
