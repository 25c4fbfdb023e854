import type { Event } from '@devteam/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { output } from '../testing/made-up.ts';
import { createEventBatcher } from './event-batcher.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a thousand events a second make fewer than twenty deliveries a second, and none is lost or moved', () => {
  const deliveries: Event[][] = [];
  const batcher = createEventBatcher((events) => deliveries.push(events));
  for (let seq = 1; seq <= 3000; seq += 1) {
    batcher.push(output(seq, ['line']));
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(100);
  expect(deliveries.length / 3).toBeLessThan(20);
  expect(deliveries.flat().map((event) => event.seq)).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1));
});

test('a lonely event waits 100 ms at most', () => {
  const deliveries: Event[][] = [];
  const batcher = createEventBatcher((events) => deliveries.push(events));
  batcher.push(output(1, ['line']));
  vi.advanceTimersByTime(99);
  expect(deliveries).toHaveLength(0);
  vi.advanceTimersByTime(1);
  expect(deliveries).toHaveLength(1);
  vi.advanceTimersByTime(10_000);
  expect(deliveries).toHaveLength(1);
});

test('flush delivers at once and once, stop delivers nothing more', () => {
  const deliveries: Event[][] = [];
  const batcher = createEventBatcher((events) => deliveries.push(events));
  batcher.push(output(1, ['line']));
  batcher.flush();
  vi.advanceTimersByTime(200);
  expect(deliveries).toHaveLength(1);
  batcher.push(output(2, ['line']));
  batcher.stop();
  batcher.push(output(3, ['line']));
  vi.advanceTimersByTime(200);
  expect(deliveries).toHaveLength(1);
});
