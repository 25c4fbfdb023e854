import assert from 'node:assert/strict';
import { test } from 'node:test';
import { products } from '../src/products.js';

test('every product has a code of its own and a price in whole cents', () => {
  assert.equal(new Set(products.map((product) => product.code)).size, products.length);
  for (const product of products) assert.ok(Number.isInteger(product.priceCents) && product.priceCents > 0, product.code);
});
