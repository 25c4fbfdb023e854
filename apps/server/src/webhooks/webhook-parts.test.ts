import { createHmac } from 'node:crypto';
import { type Event, describeFailure, noticeOf } from '@devteam/api';
import { expect, test } from 'vitest';
import { delayAfter, mostTries } from './delay.ts';
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
