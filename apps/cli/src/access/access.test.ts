import { expect, test } from 'vitest';
import { findToken } from './change-tokens.ts';
import { findPerson } from './find-person.ts';
import { placeOf } from './place-of.ts';
import { rolesText } from './roles-text.ts';

const people = [
  { id: 'local', email: null },
  { id: 'abc1', email: 'ana@bakery.example' },
  { id: 'abd2', email: 'ben@bakery.example' },
  { id: 'ab', email: 'cleo@bakery.example' },
];

test.each([
  ['ANA@bakery.example', 'abc1'],
  ['abd', 'abd2'],
  ['ab', 'ab'],
  ['lo', 'local'],
])('%s is %s', (words, id) => {
  expect(findPerson(words, people).id).toBe(id);
});

test('a token is its id or the beginning of it', () => {
  expect(findToken('abd', people).id).toBe('abd2');
  expect(findToken('ab', people).id).toBe('ab');
});

test.each(['a', '', 'zoe@bakery.example', 'ana'])('%j is nobody in particular', (words) => {
  expect(() => findPerson(words, people)).toThrow(expect.objectContaining({ code: 'user_not_found' }));
  expect(() => findToken(words, people)).toThrow(expect.objectContaining({ code: 'token_not_found' }));
});

test('a place is everywhere, a project or a customer', () => {
  const projects = [{ id: 'bakery/shop' }, { id: 'till' }];
  expect(placeOf(null, projects)).toEqual({ customerId: null, projectId: null });
  expect(placeOf('bakery', projects)).toEqual({ customerId: 'bakery', projectId: null });
  for (const id of ['bakery/shop', 'till', 'bakery/other']) expect(placeOf(id, projects)).toEqual({ customerId: null, projectId: id });
});

test('roles are shown as they are typed', () => {
  expect(rolesText([])).toBe('none');
  expect(
    rolesText([
      { role: 'owner', customerId: null, projectId: null },
      { role: 'manager', customerId: 'bakery', projectId: null },
      { role: 'viewer', customerId: 'bakery', projectId: 'bakery/shop' },
    ]),
  ).toBe('owner, manager@bakery, viewer@bakery/shop');
});
