import type { Event } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { type FollowOptions, followEvents } from './follow-events.ts';

/** A store of events in memory, with a notification that can be lost and a connection that can break. */
function fakeStore() {
  const logs = new Map<string, Event[]>();
  let hint: ((projectId: string | null) => void) | undefined;
  const store = {
    loses: false,
    broken: 0,
    closed: 0,
    append(projectId: string): void {
      const log = logs.get(projectId) ?? [];
      logs.set(projectId, [...log, { seq: log.length + 1, projectId, type: 'execution-log' } as Event]);
      if (!store.loses) hint?.(projectId);
    },
    read: async (projectId: string, after: number): Promise<Event[]> => {
      if (store.broken > 0) {
        store.broken -= 1;
        throw new Error('connection refused');
      }
      return (logs.get(projectId) ?? []).filter((event) => event.seq > after).slice(0, 2);
    },
    listen: async (onHint: (projectId: string | null) => void) => {
      hint = onHint;
      return async () => {
        store.closed += 1;
      };
    },
  };
  return store;
}

function follow(store: ReturnType<typeof fakeStore>, change: Partial<FollowOptions> = {}) {
  const seen: string[] = [];
  const troubles: (string | null)[] = [];
  const promise = followEvents({
    after: new Map([
      ['a', 0],
      ['b', 0],
    ]),
    read: store.read,
    listen: store.listen,
    onEvents: (events) => void seen.push(...events.map((event) => `${event.projectId}${event.seq}`)),
    onTrouble: (error) => void troubles.push(error?.message ?? null),
    isDone: () => seen.length >= 6,
    signal: new AbortController().signal,
    patienceMs: 1000,
    now: () => performance.now(),
    pollMs: 20,
    ...change,
  });
  return { seen, troubles, promise };
}

const append = (store: ReturnType<typeof fakeStore>, ids: string) => {
  for (const id of ids) store.append(id);
};

describe('followEvents', () => {
  test('sees what was there and what comes, each once and in order', async () => {
    const store = fakeStore();
    append(store, 'aaab');
    const { promise, seen } = follow(store);
    append(store, 'bbx');
    await promise;
    expect(seen.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(seen.filter((id) => id.startsWith('b'))).toEqual(['b1', 'b2', 'b3']);
    expect(store.closed).toBe(1);
  });

  test('finds what no notification told of', async () => {
    const store = fakeStore();
    store.loses = true;
    const { promise, seen } = follow(store);
    setTimeout(() => append(store, 'aaabbb'), 30);
    await promise;
    expect(seen).toHaveLength(6);
  });

  test('begins where it is told to', async () => {
    const store = fakeStore();
    append(store, 'aaaa');
    const { promise, seen } = follow(store, { after: new Map([['a', 2]]), isDone: () => seen.length >= 2 });
    await promise;
    expect(seen).toEqual(['a3', 'a4']);
  });

  test('takes in projects that are heard of later, where it is told how', async () => {
    const store = fakeStore();
    append(store, 'a');
    const { promise, seen } = follow(store, { admit: async () => 1, after: new Map([['a', 0]]), isDone: () => seen.length >= 3 });
    setTimeout(() => append(store, 'xxx'), 20);
    await promise;
    expect(seen).toEqual(['a1', 'x2', 'x3']);
  });

  test('outlives an outage and tells of it once', async () => {
    const store = fakeStore();
    append(store, 'aaabbb');
    store.broken = 3;
    const { promise, seen, troubles } = follow(store);
    await promise;
    expect(seen).toHaveLength(6);
    expect(troubles).toEqual(['connection refused', null]);
  });

  test('gives up after its patience', async () => {
    const store = fakeStore();
    store.broken = Number.POSITIVE_INFINITY;
    const { promise } = follow(store, { patienceMs: 50 });
    await expect(promise).rejects.toThrow('connection refused');
    expect(store.closed).toBe(1);
  });

  test('ends at once when aborted', async () => {
    const store = fakeStore();
    const controller = new AbortController();
    const { promise } = follow(store, { signal: controller.signal, pollMs: 60_000 });
    setTimeout(() => controller.abort(), 20);
    await promise;
    expect(store.closed).toBe(1);
  });
});
