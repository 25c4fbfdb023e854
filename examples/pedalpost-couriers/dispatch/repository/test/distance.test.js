'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { distanceMeters } = require('../lib/distance.js');

test('a degree of latitude is about 111 km', () => {
  assert.equal(distanceMeters({ lat: 50, lon: 8 }, { lat: 51, lon: 8 }), 111195);
});

test('there is as far as back', () => {
  const a = { lat: 50.11, lon: 8.68 };
  const b = { lat: 50.12, lon: 8.65 };
  assert.equal(distanceMeters(a, b), distanceMeters(b, a));
});
