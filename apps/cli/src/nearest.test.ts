import { expect, test } from 'vitest';
import { nearest, nearestFew } from './nearest.ts';

const commands = ['demo', 'run', 'up', 'status', 'projects', 'automate', 'stop', 'logs', 'doctor'];

test.each([
  ['rnu', 'run'],
  ['stauts', 'status'],
  ['log', 'logs'],
  ['project', 'projects'],
  ['DEMO', 'demo'],
  ['auto', 'automate'],
  ['doctr', 'doctor'],
])('%s means %s', (word, meant) => {
  expect(nearest(word, commands)).toBe(meant);
});

test.each(['frobnicate', 'x', '', 'https://example.org'])('%j means none of them', (word) => {
  expect(nearest(word, commands)).toBeUndefined();
});

test.each([
  ['chek_failed', ['check_failed']],
  ['token', ['token_not_found', 'host_token_refused']],
  ['ab', []],
])('%s may mean %j', (word, meant) => {
  expect(nearestFew(word, ['token_not_found', 'check_timeout', 'host_token_refused', 'disk_full', 'check_failed'], 2)).toEqual(meant);
});
