import { createHmac } from 'node:crypto';
import { type Event, describeFailure, noticeOf } from '@devteam/api';
import { expect, test } from 'vitest';
import { delayAfter, mostTries } from './delay.ts';
import { refusalOf } from './post-notice.ts';
import { signatureOf } from './signature.ts';
import { webhookBody } from './webhook-body.ts';

const failure = describeFailure('check_failed', { why: '<b>tests & all</b>' });
const event: Event = {
  type: 'error',
  ts: '2026-11-22T10:31:00.000Z',
  projectId: 'acme/shop',
  seq: 7,
  payload: { executionId: 'e', taskKey: '1.2', failure },
};
const notice = noticeOf(event);
if (!notice) throw new Error('An error is something to tell of');
const telling = { deliveryId: '1', webhookId: 'w', customerId: 'acme', projectName: 'shop <1>', notice, event };

test('the body tells what happened, and holds the event as it is stored', () => {
  expect(JSON.parse(webhookBody('devteam', telling))).toEqual({
    deliveryId: '1',
    webhookId: 'w',
    customerId: 'acme',
    projectId: 'acme/shop',
    projectName: 'shop <1>',
    kind: 'error',
    level: 'problem',
    title: `${failure.what} (task 1.2)`,
    text: '<b>tests & all</b>',
    at: event.ts,
    event,
  });
});

test('for Slack it is one text in which nothing is Slack’s but the emphasis', () => {
  expect(JSON.parse(webhookBody('slack', telling))).toEqual({
    text: `:rotating_light: *shop &lt;1&gt;*: ${failure.what} (task 1.2)\n&lt;b&gt;tests &amp; all&lt;/b&gt;`,
  });
});

test('the signature is of time and body', () => {
  const expected = createHmac('sha256', 's').update('1700000000.{}').digest('hex');
  expect(signatureOf('s', '{}', 1_700_000_000_999)).toBe(`t=1700000000,v1=${expected}`);
  expect(signatureOf('s', '{}', 1_700_000_001_000)).not.toContain(expected);
});

test('the pauses grow and come to an end', () => {
  const delays = Array.from({ length: mostTries }, (_, at) => delayAfter(at + 1, 0.5));
  expect(delays).toEqual([10_000, 40_000, 160_000, 640_000, 2_560_000, 10_240_000, 21_600_000, null]);
});

test.each([
  'http://127.0.0.1/x',
  'https://[::1]/x',
  'https://[::ffff:10.0.0.1]/x',
  'https://169.254.169.254/latest',
  // Azure's own, which looks public.
  'http://168.63.129.16/machine',
  'https://0x7f.1/x',
  'https://localhost/x',
  'https://printer.local/x',
  'https://me:secret@example.com/x',
  'ftp://example.com/x',
])('%s is nothing to send to', (url) => expect(refusalOf(url, new Set())).not.toBeNull());

test.each(['https://example.com/x', 'https://8.8.8.8/x', 'https://[2606:4700::1111]/x'])('%s may be sent to', (url) =>
  expect(refusalOf(url, new Set())).toBeNull(),
);

test('a private host is reached where the operator names it', () => {
  expect(refusalOf('http://10.0.0.1/x', new Set(['10.0.0.1']))).toBeNull();
});
