'use strict';

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { feeCents } = require('../lib/fees.js');

const read = (name) => readFileSync(join(__dirname, '../contracts', name));

for (const [name, sha256] of Object.entries(JSON.parse(read('SIGNED.json')))) {
  test(`${name} is as it was signed`, () => {
    assert.equal(createHash('sha256').update(read(name)).digest('hex'), sha256);
  });

  test(`${name} holds`, () => {
    const { customer, examples } = JSON.parse(read(name));
    for (const { meters, cents } of examples) assert.equal(feeCents({ meters, contract: customer }), cents, `${meters} m`);
  });
}
