import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBatcher } from './batcher.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a thousand a second make fewer than twenty deliveries a second, and none is lost or moved', () => {
  const deliveries: number[][] = [];
  const batcher = createBatcher<number>((all) => deliveries.push(all));
  for (let seq = 1; seq <= 3000; seq += 1) {
    batcher.push(seq);
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(100);
  expect(deliveries.length / 3).toBeLessThan(20);
  expect(deliveries.flat()).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1));
});

test('a lonely one waits 100 ms at most', () => {
  const deliveries: number[][] = [];
  const batcher = createBatcher<number>((all) => deliveries.push(all));
  batcher.push(1);
  vi.advanceTimersByTime(99);
  expect(deliveries).toHaveLength(0);
  vi.advanceTimersByTime(1);
  expect(deliveries).toHaveLength(1);
  vi.advanceTimersByTime(10_000);
  expect(deliveries).toHaveLength(1);
});

test('flush delivers at once and once, stop delivers nothing more', () => {
  const deliveries: number[][] = [];
  const batcher = createBatcher<number>((all) => deliveries.push(all));
  batcher.push(1);
  batcher.flush();
  vi.advanceTimersByTime(200);
  expect(deliveries).toHaveLength(1);
  batcher.push(2);
  batcher.stop();
  batcher.push(3);
  vi.advanceTimersByTime(200);
  expect(deliveries).toHaveLength(1);
});
