import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLimit } from './limit.ts';

test('runs so many at once, the others in order, also after one that failed', async () => {
  const limit = createLimit(3);
  const order: number[] = [];
  let running = 0;
  let most = 0;
  const works = Array.from({ length: 20 }, (_, index) =>
    limit(async () => {
      order.push(index);
      running += 1;
      most = Math.max(most, running);
      await sleep(1);
      running -= 1;
      if (index % 5 === 0) throw new Error('failed');
      return index;
    }),
  );
  const results = await Promise.allSettled(works);
  expect(results.filter((result) => result.status === 'rejected').length).toBe(4);
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect([most, await limit(() => Promise.resolve('free again'))]).toEqual([3, 'free again']);
});
