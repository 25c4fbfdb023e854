import { expect, test } from 'vitest';
import { takeToken, tokenOf } from './access-token.ts';

test.each([
  ['abc-123', 'abc-123'],
  ['  abc-123\n', 'abc-123'],
  ['http://127.0.0.1:4310/#token=abc-123', 'abc-123'],
  ['http://127.0.0.1:4310/#token=abc\n  -123', 'abc-123'],
  ['#token=a%2Bb', 'a+b'],
  ['#token=a%', 'a%'],
  ['http://127.0.0.1:4310/', ''],
  ['', ''],
])('%j holds the token «%s»', (pasted, token) => expect(tokenOf(pasted)).toBe(token));

test('the token is taken out of the address and the rest is kept', () => {
  expect(takeToken('http://127.0.0.1:4310/projects/a%2Fb?view=log#token=abc')).toEqual({ token: 'abc', rest: '/projects/a%2Fb?view=log' });
  expect(takeToken('http://127.0.0.1:4310/#main')).toBeUndefined();
  expect(takeToken('http://127.0.0.1:4310/#token=')).toBeUndefined();
});
