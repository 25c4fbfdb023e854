import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

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
