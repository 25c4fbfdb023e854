import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatEuros } from '../src/money.js';

test('cents have two digits', () => {
  assert.equal(formatEuros(1205), '12.05 €');
  assert.equal(formatEuros(9), '0.09 €');
});

test('a refund keeps its sign', () => {
  assert.equal(formatEuros(-45), '-0.45 €');
});
