import type { ReceiptView } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { colorful, colorless } from './paint.ts';
import { receiptLines } from './receipt-lines.ts';

const hash = (digit: string): string => `sha256:${digit.repeat(64)}`;
const receipt: ReceiptView = {
  receiptId: hash('a'),
  projectId: 'bakery/shop',
  executionId: 'e1',
  taskKey: '1.3',
  attempt: 2,
  commit: 'c'.repeat(40),
  landedAt: '2026-11-26T10:00:01.000Z',
  tree: 'd'.repeat(40),
  base: 'b'.repeat(40),
  sandbox: { driver: 'docker', isolation: 'container', enforces: ['memory', 'network'], image: hash('1') },
  checks: [
    {
      name: 'test',
      command: 'npm test',
      outcome: 'failed',
      exitCode: 1,
      log: hash('2'),
      tests: { format: 'tap', complete: true, passed: 41, failed: 1, skipped: 2, digest: hash('3') },
    },
    { name: 'lint', command: 'npm run lint\u001B[2J', outcome: 'passed', exitCode: 0, log: null, tests: null },
  ],
  baseline: [
    {
      name: 'test',
      command: '',
      outcome: 'failed',
      exitCode: null,
      log: null,
      tests: { format: 'tap', complete: true, passed: 39, failed: 1, skipped: 2, digest: hash('4') },
    },
  ],
  criteria: [
    { text: 'check: file `a.js` exists', result: 'met' },
    { text: 'People like it', result: 'not_checked' },
  ],
  verdict: { verdict: 'passed', reasons: [], notes: ['1 test fails on the base as well: a > b (check test)'] },
  approval: null,
  models: [{ model: 'gpt-5', requests: 3, inputTokens: 1200, outputTokens: 340, costMicrodollars: 12_345 }],
  prompt: { hash: 'e'.repeat(64), template: 'implement', version: '2' },
  at: '2026-11-26T10:00:00.000Z',
};

describe('a receipt for people', () => {
  test('says what landed, what ran on it, and what it was made with', () => {
    expect(`\n${receiptLines(receipt, { paint: colorless, unicode: true }).join('\n')}\n`).toMatchSnapshot();
  });

  test('names who let it through, and has no controls of others in it', () => {
    const approved: ReceiptView = {
      ...receipt,
      verdict: { verdict: 'cannot_tell', reasons: ['nothing was checked'], notes: [] },
      approval: { by: 'ana', why: 'seen by hand\u001B[31m' },
    };
    const text = receiptLines(approved, { paint: colorless, unicode: false }).join('\n');
    expect(text).toContain('let through by ana: seen by hand');
    expect(text).not.toContain('\u001B');
    expect(receiptLines(approved, { paint: colorful, unicode: true }).join('\n')).toContain('nobody can tell');
  });
});
