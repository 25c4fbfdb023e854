import { type AttemptView, describeFailure } from '@devteam/api';
import { act } from 'react';
import { useLocation } from 'react-router';
import { afterEach, expect, test } from 'vitest';
import { createFakeApi } from '../../testing/fake-api.ts';
import { nowMs, webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { AttemptsPanel } from './AttemptsPanel.tsx';

let rendered: Rendered;
afterEach(() => rendered.unmount());

const Address = () => <output data-testid="address">{useLocation().search}</output>;
const attempt = (number: number, more: Partial<AttemptView> = {}): AttemptView => ({
  executionId: 'e1',
  taskKey: 'T-005',
  selection: 1,
  attempt: number,
  rounds: 1,
  state: 'failed',
  failure: describeFailure('check_failed', { why: `attempt ${number} broke the totals` }),
  startedAt: new Date(nowMs - 60_000).toISOString(),
  endedAt: new Date(nowMs + 60_000).toISOString(),
  base: 'a'.repeat(40),
  work: 'b'.repeat(40),
  changedFiles: ['src/total.ts'],
  summary: 'All tests pass now.',
  prompt: null,
  usage: { model: 'gpt-5', requests: 3, inputTokens: 1200, outputTokens: 300, costUsd: 0.1 },
  checks: [{ name: 'test', result: 'failed', why: '2 new failures', durationMs: 900 }],
  ...more,
});
const diff = (line: string) =>
  `diff --git a/src/total.ts b/src/total.ts\n--- a/src/total.ts\n+++ b/src/total.ts\n@@ -1 +1 @@\n-old\n+${line}\n`;

const open = async (search = '') => {
  const api = createFakeApi();
  api.attempts = [attempt(3, { state: 'landed', failure: null }), attempt(2), attempt(1)];
  api.artifacts = {
    'diff 1': diff('first try'),
    'check_log 1 test': 'not ok 1 - \u001B[31mtotals\u001B[0m <b>',
    'diff 2': diff('second try'),
    'diff 3': diff('third try'),
  };
  rendered = await render(
    <>
      <AttemptsPanel projectId={webshop} taskKey="T-005" />
      <Address />
    </>,
    { api, path: `/${search}` },
  );
};
const detail = () => rendered.get('[data-testid=attempt-detail]').textContent;

test('the newest attempt is shown first, with what it changed', async () => {
  await open();
  expect(rendered.get('h3').textContent).toBe('Attempt 3 of 3');
  expect(detail()).toContain('Landed');
  expect(detail()).toContain('gpt-5, 1,500 tokens, $0.10');
  expect(detail()).toContain('third try');
  expect(detail()).toContain('The agent says, and nobody verified:');
});

test('an older one says why it failed and what its checks printed, and stands in the address', async () => {
  await open();
  await rendered.click('[data-testid=attempt]');
  expect(rendered.get('[data-testid=address]').textContent).toBe('?attempt=e1.1.1');
  expect(rendered.get('[data-testid=failure-card]').textContent).toContain('attempt 1 broke the totals');
  expect(detail()).toContain('first try');
  const button = Array.from(rendered.page.querySelectorAll<HTMLElement>('[data-testid=artifact]')).find(({ textContent }) =>
    textContent?.includes('check test'),
  );
  await act(async () => button?.click());
  expect(rendered.get('[data-testid=artifact-text]').textContent).toBe('not ok 1 - totals <b>\n');
});

test('the keys [ and ] go from one to the next', async () => {
  await open();
  const press = (key: string) =>
    act(async () => {
      rendered.get('[data-testid=attempts]').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    });
  await press('[');
  expect(rendered.get('h3').textContent).toBe('Attempt 2 of 3');
  await press(']');
  await press(']');
  expect(rendered.get('h3').textContent).toBe('Attempt 3 of 3');
});

test('two are held against each other, file by file', async () => {
  await open('?attempt=e1.1.2&against=e1.1.1');
  const compared = rendered.get('[data-testid=attempt-comparison]').textContent;
  expect(compared).toContain('attempt 1 broke the totals');
  expect(compared).toContain('attempt 2 broke the totals');
  const file = rendered.get('[data-testid=compared-file]');
  expect(file.dataset['kind']).toBe('different');
  expect(file.textContent).toContain('first try');
  expect(file.textContent).toContain('second try');
});

test('a task that was never tried shows nothing', async () => {
  rendered = await render(<AttemptsPanel projectId={webshop} taskKey="T-009" />);
  expect(rendered.page.querySelector('[data-testid=attempts]')).toBeNull();
});
