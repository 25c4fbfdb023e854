import { describe, expect, test } from 'vitest';
import { findProjectByWords } from './find-project.ts';

const projects = [
  { id: 'hallmann-bakery/order-desk', name: 'Order desk' },
  { id: 'pedalpost-couriers/dispatch', name: 'Dispatch desk' },
  { id: 'a/shop', name: 'Shop' },
  { id: 'b/shop', name: 'Other shop' },
];
const failureOf = (words: string, known = projects): unknown => {
  try {
    return findProjectByWords(words, known);
  } catch (error) {
    return error;
  }
};

describe('the project that a person means', () => {
  test.each([
    ['hallmann-bakery/order-desk', 'hallmann-bakery/order-desk'],
    ['dispatch', 'pedalpost-couriers/dispatch'],
    ['order DESK', 'hallmann-bakery/order-desk'],
    ['other shop', 'b/shop'],
  ])('%s', (words, id) => {
    expect(findProjectByWords(words, projects)).toBe(id);
  });

  test('is not guessed where two could be meant', () => {
    expect(failureOf('shop')).toMatchObject({
      code: 'project_not_found',
      failure: { why: 'more than one could be meant: a/shop, b/shop' },
    });
  });

  test('is suggested where one is near', () => {
    expect(failureOf('order-dekc')).toMatchObject({
      failure: { why: expect.stringContaining('did you mean hallmann-bakery/order-desk?') },
    });
    expect(failureOf('desk')).toMatchObject({ failure: { why: expect.stringContaining('did you mean hallmann-bakery/order-desk?') } });
    expect(failureOf('zebra')).toMatchObject({ failure: { why: 'no project has this id' } });
    expect(failureOf('zebra', [])).toMatchObject({ failure: { why: 'there are no projects yet' } });
  });
});
