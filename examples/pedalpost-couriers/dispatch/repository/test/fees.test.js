'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { feeCents } = require('../lib/fees.js');

test('up to two kilometers cost the base', () => {
  assert.equal(feeCents({ meters: 2000 }), 350);
});

test('a delivery twice as far never costs less', () => {
  for (let meters = 500; meters < 20000; meters += 250) assert.ok(feeCents({ meters: meters * 2 }) >= feeCents({ meters }), String(meters));
});
