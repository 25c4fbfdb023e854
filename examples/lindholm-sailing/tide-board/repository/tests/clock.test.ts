import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minutesOf, timeOf } from '../src/clock.ts';

test('there and back', () => {
  for (const time of ['00:00', '06:40', '23:59']) assert.equal(timeOf(minutesOf(time)), time);
});

test('what is no time of day is refused', () => {
  for (const text of ['6:40', '24:00', '12:60', 'noon']) assert.throws(() => minutesOf(text), /is no time of day/);
});
