import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFairQueue } from './fair-queue.ts';

const never = new AbortController().signal;
const limits = { slots: 1, mostPerCustomer: 100, most: 1000 };

/** Lets the first one hold the slot until all others wait, then notes who is served in which order. */
async function servedOrder(customers: readonly string[], slots = 1): Promise<{ order: string[]; most: number }> {
  const queue = createFairQueue('here', { ...limits, slots });
  const order: string[] = [];
  let most = 0;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const all = customers.map((customer, n) =>
    queue.run(customer, never, async () => {
      most = Math.max(most, queue.running);
      if (n < slots) await gate;
      order.push(customer);
    }),
  );
  open();
  await Promise.all(all);
  expect([queue.running, queue.waiting]).toEqual([0, 0]);
  return { order, most };
}

describe('customers take turns', () => {
  test('one with many prompts does not hold up one with few', async () => {
    expect((await servedOrder(['a', 'a', 'a', 'a', 'b', 'c', 'b'])).order.join('')).toBe('aabcaba');
  });

  test('nobody waits for more than one prompt of each other customer, and never more than the slots run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 3 }),
        async (customers, slots) => {
          const { most, order } = await servedOrder(customers, slots);
          expect(most).toBeLessThanOrEqual(slots);
          expect(order.toSorted()).toEqual(customers.toSorted());
          if (slots > 1) return;
          const waiting = order.slice(1);
          const turns = waiting.map((customer, at) => waiting.slice(waiting.lastIndexOf(customer, at - 1) + 1, at));
          const again = turns.filter((_, at) => at > 0 && waiting.lastIndexOf(waiting[at] ?? '', at - 1) >= 0);
          expect(again.filter((between) => new Set(between).size < between.length)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('bounds', () => {
  test('of one customer, which leave room for others, and of all together', async () => {
    const queue = createFairQueue('the host', { slots: 1, mostPerCustomer: 2, most: 3 });
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const accepted = ['a', 'a', 'a', 'b'].map((customer) => queue.run(customer, never, () => gate));
    expect([queue.running, queue.waiting]).toEqual([1, 3]);
    await expect(queue.run('a', never, () => gate)).rejects.toMatchObject({
      code: 'model_busy',
      message: expect.stringContaining('the host has 3'),
    });
    await expect(queue.run('c', never, () => gate)).rejects.toMatchObject({ code: 'model_busy' });
    open();
    await Promise.all(accepted);
  });

  test('who gives up while waiting leaves no gap, and a failure frees the slot', async () => {
    const queue = createFairQueue('here', limits);
    const controller = new AbortController();
    const failing = queue.run('a', never, async () => {
      await pause(5);
      throw new Error('broken');
    });
    const leaving = queue.run('b', controller.signal, () => Promise.resolve('never'));
    const staying = queue.run('c', never, () => Promise.resolve('served'));
    const reason = new Error('no more time');
    controller.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    await expect(failing).rejects.toThrow('broken');
    await expect(staying).resolves.toBe('served');
    await expect(queue.run('a', AbortSignal.abort(reason), () => Promise.resolve())).rejects.toBe(reason);
    expect([queue.running, queue.waiting]).toEqual([0, 0]);
  });
});
