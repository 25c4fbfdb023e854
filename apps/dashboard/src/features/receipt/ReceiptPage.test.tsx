import type { ReceiptView } from '@devteam/api';
import { Route, Routes } from 'react-router';
import { afterEach, expect, test } from 'vitest';
import { Refusal, createFakeServer } from '../../testing/fake-server.ts';
import { webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { ReceiptPage } from './ReceiptPage.tsx';
import { ReceiptsPage } from './ReceiptsPage.tsx';
import { commitAddress } from './receipt-words.ts';

let rendered: Rendered;
afterEach(() => rendered.unmount());

const tests = { format: 'junit', complete: true, passed: 2, failed: 1, skipped: 0, digest: 'sha256:1' };
const receipt: ReceiptView = {
  receiptId: `sha256:${'ab'.repeat(32)}`,
  projectId: webshop,
  executionId: 'e1',
  taskKey: 'T-005',
  attempt: 2,
  commit: 'c0'.repeat(20),
  landedAt: '2026-11-20T09:00:00Z',
  tree: 'a'.repeat(40),
  base: 'b'.repeat(40),
  sandbox: { driver: 'docker', isolation: 'container', enforces: ['memory', 'network'], image: 'sha256:1234' },
  checks: [
    { name: 'test', command: 'npm test', outcome: 'failed', exitCode: 1, log: 'sha256:77', tests },
    { name: 'lint', command: 'npm run lint', outcome: 'passed', exitCode: 0, log: null, tests: null },
  ],
  baseline: [{ name: 'test', command: 'npm test', outcome: 'failed', exitCode: 1, log: null, tests: null }],
  criteria: [{ text: 'Filters by month', result: 'met' }],
  verdict: { verdict: 'passed', reasons: ['`test` failed before, too'], notes: [] },
  approval: { by: 'Ben', why: 'known to be flaky' },
  models: [{ model: 'gpt-5', requests: 3, inputTokens: 12_000, outputTokens: 900, costMicrodollars: 41_000 }],
  prompt: null,
  askedBy: { kind: 'token', name: 'nightly' },
  at: '2026-11-20T08:59:00Z',
};

const open = async (path: string, held: { differences: { at: string; said: string; found: string }[] } = { differences: [] }) => {
  const server = createFakeServer();
  server.on('findReceipt', ({ params }) => (receipt.receiptId.includes(params.receiptId) ? receipt : new Refusal('receipt_unknown')));
  server.on('listReceipts', () => ({ items: [receipt] }));
  server.on('listReceiptTests', () => ({
    items: [
      {
        check: 'test',
        tests: [
          { name: 'adds', status: 'passed' as const, message: null },
          { name: 'filters by month', status: 'failed' as const, message: 'expected 3, got 2' },
        ],
      },
    ],
  }));
  server.on('verifyReceipt', () => {
    const { commit, projectId, receiptId, taskKey } = receipt;
    return { receiptId, projectId, taskKey, commit, ...held, forgotten: ['test'], at: '2026-11-20T10:00:00Z' };
  });
  const pages = (
    <Routes>
      <Route path="/receipts" element={<ReceiptsPage />} />
      <Route path="/receipts/:receiptId" element={<ReceiptPage />} />
    </Routes>
  );
  rendered = await render(pages, { path, server });
  return server;
};

test('a receipt says what was proven, by which checks, in what, and with which models', async () => {
  await open(`/receipts/${receipt.receiptId}`);
  const text = rendered.get('[data-testid=receipt-page]').textContent ?? '';
  for (const fact of [
    receipt.commit,
    receipt.tree,
    receipt.base,
    'sha256:1234',
    'exit code 1',
    '2 tests passed, 1 failed',
    '12,000 tokens in',
    '$0.0410',
    'nightly (token)',
    'Ben',
  ])
    expect(text).toContain(fact);
  expect(text).toContain('Without the work: failed');
  expect(text).toContain('Filters by month');
  expect(rendered.get('[data-testid=command-line]').textContent).toContain('devteam receipt verify abababababab');
});

test('single tests are read when somebody wants them, failed ones first', async () => {
  const server = await open(`/receipts/${receipt.receiptId}`);
  expect(server.given('listReceiptTests')).toHaveLength(0);
  const details = rendered.get('[data-testid=receipt-tests]') as HTMLDetailsElement;
  await rendered.act(() => {
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
  });
  const items = [...details.querySelectorAll('li')].map((item) => item.textContent);
  expect(items[0]).toContain('filters by month');
  expect(items[0]).toContain('expected 3, got 2');
  expect(items).toHaveLength(2);
});

test('verifying says that it holds, and what can no longer be compared', async () => {
  const server = await open(`/receipts/${receipt.receiptId}`);
  await rendered.click('[data-testid=verify-receipt]');
  expect(server.given('verifyReceipt')).toHaveLength(1);
  expect(rendered.get('[data-testid=receipt-check]').dataset['holds']).toBe('true');
  expect(rendered.get('[data-testid=receipt-check]').textContent).toContain('output of test is not kept');
});

test('a receipt that does not hold says where', async () => {
  await open(`/receipts/${receipt.receiptId}`, { differences: [{ at: 'tree', said: 'aaaa', found: 'bbbb' }] });
  await rendered.click('[data-testid=verify-receipt]');
  const check = rendered.get('[data-testid=receipt-check]');
  expect(check.dataset['holds']).toBe('false');
  expect(check.textContent).toContain('tree: the receipt says aaaa, there is bbbb');
});

test('one that is not there is said in four parts', async () => {
  await open('/receipts/1234567');
  expect(rendered.get('[data-testid=failure-card]').dataset['code']).toBe('receipt_unknown');
});

test('the list leads to each receipt of the project in the address', async () => {
  const server = await open(`/receipts?project=${encodeURIComponent(webshop)}`);
  expect(server.given('listReceipts')).toEqual([{ params: { projectId: webshop }, query: {}, body: undefined }]);
  expect(rendered.get('[data-testid=receipt-row] a').getAttribute('href')).toBe(`/receipts/${encodeURIComponent(receipt.receiptId)}`);
});

test.each([
  ['https://example.test/a/b.git', 'https://example.test/a/b/commit/c0'],
  ['https://me:secret@example.test/a/b', 'https://example.test/a/b/commit/c0'],
  ['git@example.test:a/b.git', null],
  ['/home/me/b', null],
  ['javascript:alert(1)', null],
])('%s shows a commit at %s', (url, address) => expect(commitAddress(url, 'c0')).toBe(address));
