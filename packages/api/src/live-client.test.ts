import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Event, type LinkState, type PollPort, closeCodes, connectLive } from './index.ts';

/** A socket in the hands of the test. */
class Wire extends EventTarget {
  readyState = 0;
  readonly sent: unknown[] = [];

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new globalThis.Event('open'));
  }
  say(frame: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }
  cut(code = 1006): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new globalThis.Event('close'), { code }));
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.cut();
  }
}

const now = '2026-11-25T10:00:00.000Z';
const logEvent = (seq: number, projectId = 'acme/shop') => ({
  type: 'execution-log',
  ts: now,
  projectId,
  seq,
  payload: { executionId: 'e', taskKey: null, attempt: 1, node: null, level: 'info', stream: 'engine', lines: [String(seq)] },
});
const subscribed = { type: 'subscribed', serverTime: now };

let wires: Wire[] = [];
let events: Event[] = [];
let links: LinkState[] = [];
let unknown: string[] = [];

const connect = (after: Record<string, number> = {}) =>
  connectLive({
    url: 'ws://test/ws/devteam',
    after,
    random: () => 0.5,
    onEvent: (event) => events.push(event),
    onLink: (state) => links.push(state),
    onUnknownFrame: (why) => unknown.push(why),
    webSocket: () => {
      const wire = new Wire();
      wires.push(wire);
      return wire as unknown as WebSocket;
    },
  });
const last = (): Wire => wires.at(-1) as Wire;

beforeEach(() => {
  vi.useFakeTimers();
  wires = [];
  events = [];
  links = [];
  unknown = [];
});
afterEach(() => vi.useRealTimers());

describe('the live client', () => {
  test('asks for what comes after the positions it was given, and is live after the replay', () => {
    connect({ 'acme/shop': 4 });
    last().open();
    expect(last().sent).toEqual([{ type: 'subscribe', after: { 'acme/shop': 4 } }]);
    last().say(logEvent(5));
    last().say(subscribed);
    expect(links).toEqual(['connecting', 'live']);
    expect(events.map((event) => event.seq)).toEqual([5]);
  });

  test('drops what it has seen', () => {
    connect({ 'acme/shop': 4 });
    last().open();
    for (const seq of [3, 4, 5, 5, 6]) last().say(logEvent(seq));
    expect(events.map((event) => event.seq)).toEqual([5, 6]);
  });

  test('comes back after a cut with the last position, each event once and in order', () => {
    connect();
    last().open();
    last().say(logEvent(1));
    last().cut();
    expect(links.at(-1)).toBe('reconnecting');
    vi.advanceTimersByTime(1000);
    expect(wires).toHaveLength(2);
    last().open();
    expect(last().sent).toEqual([{ type: 'subscribe', after: { 'acme/shop': 1 } }]);
    for (const seq of [2, 3]) last().say(logEvent(seq));
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3]);
  });

  test('a hole makes it ask again instead of going on', () => {
    connect();
    last().open();
    last().say(logEvent(1));
    last().say(logEvent(3));
    expect(events.map((event) => event.seq)).toEqual([1]);
    vi.advanceTimersByTime(1000);
    last().open();
    expect(last().sent).toEqual([{ type: 'subscribe', after: { 'acme/shop': 1 } }]);
  });

  test('waits longer from try to try, up to half a minute', () => {
    connect();
    const waits: number[] = [];
    for (let tries = 1; tries <= 9; tries += 1) {
      const before = wires.length;
      last().cut();
      let waited = 0;
      while (wires.length === before) {
        vi.advanceTimersByTime(50);
        waited += 50;
      }
      waits.push(waited);
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBe(15_000);
  });

  test('a line that says nothing for two heartbeats is given up', () => {
    connect();
    last().open();
    last().say({ type: 'heartbeat', serverTime: now });
    vi.advanceTimersByTime(36_000);
    expect(wires.length).toBeGreaterThan(1);
  });

  test('stays away after a sign-in or access refusal, and after close', () => {
    connect();
    last().cut(closeCodes.signInAgain);
    vi.advanceTimersByTime(60_000);
    expect(wires).toHaveLength(1);
    expect(links.at(-1)).toBe('offline');
    const second = connect();
    last().open();
    second.close();
    vi.advanceTimersByTime(60_000);
    expect(wires).toHaveLength(2);
  });

  test('a frame of a newer server is passed over, and its number counts', () => {
    connect();
    last().open();
    last().say(logEvent(1));
    last().say({ type: 'from-the-future', ts: now, projectId: 'acme/shop', seq: 2, payload: {} });
    last().say(logEvent(3));
    expect(events.map((event) => event.seq)).toEqual([1, 3]);
    expect(unknown).toHaveLength(1);
  });

  test('a probe does not disturb a connection that is being made, and revives a dead one at once', () => {
    const client = connect();
    client.probe();
    expect(wires).toHaveLength(1);
    last().cut();
    client.probe();
    expect(wires).toHaveLength(2);
  });
});

describe('where no socket comes about', () => {
  /** A log that others append to, read as over HTTP: at most three events at a time. */
  const stored: Event[] = [];
  let isAway = false;
  const poll: PollPort = {
    listProjects: async () => {
      if (isAway) throw new TypeError('fetch failed');
      return [{ projectId: 'acme/shop', customerId: 'acme', seq: stored.length }];
    },
    readAfter: async (_projectId, after) => stored.slice(after, after + 3),
    readSnapshot: () => Promise.reject(new Error('nobody asked for one')),
  };
  const append = (count: number) => {
    for (let each = 0; each < count; each += 1) stored.push(logEvent(stored.length + 1) as Event);
  };
  const connectPolling = () =>
    connectLive({
      url: 'ws://test/ws/devteam',
      poll,
      random: () => 0.01,
      onEvent: (event) => events.push(event),
      onLink: (state) => links.push(state),
      webSocket: () => {
        const wire = new Wire();
        wires.push(wire);
        return wire as unknown as WebSocket;
      },
    });
  const numbers = () => events.map(({ seq }) => seq);
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  beforeEach(() => {
    stored.length = 0;
    isAway = false;
  });

  test('it reads by numbers after three refusals, and goes back to the socket as soon as there is one', async () => {
    append(7);
    const client = connectPolling();
    for (let refusals = 0; refusals < 2; refusals += 1) {
      last().cut();
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(events).toEqual([]);
    last().cut();
    await vi.advanceTimersByTimeAsync(250);
    expect([numbers(), links.at(-1)]).toEqual([upTo(7), 'polling']);
    append(2);
    await vi.advanceTimersByTimeAsync(2000);
    expect(numbers()).toEqual(upTo(9));
    // The socket comes with what it would have said had nobody polled, then with what is new.
    last().open();
    for (const seq of upTo(9)) last().say(logEvent(seq));
    last().say(subscribed);
    append(1);
    last().say(logEvent(10));
    await vi.advanceTimersByTimeAsync(10_000);
    expect([numbers(), links.at(-1)]).toEqual([upTo(10), 'live']);
    append(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(numbers()).toEqual(upTo(10));
    client.close();
  });

  test('while not even that is answered it says so, and nothing is missing afterwards', async () => {
    isAway = true;
    connectPolling();
    for (let refusals = 0; refusals < 4; refusals += 1) {
      last().cut();
      await vi.advanceTimersByTimeAsync(250);
    }
    append(5);
    expect([numbers(), links.includes('polling')]).toEqual([[], false]);
    isAway = false;
    await vi.advanceTimersByTimeAsync(2500);
    expect([numbers(), links.at(-1)]).toEqual([upTo(5), 'polling']);
    last().cut(closeCodes.noAccess);
    append(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([numbers(), links.at(-1)]).toEqual([upTo(5), 'offline']);
  });

  test('whatever happens when, each event comes once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('append', 'cut', 'open', 'wait', 'away'), { maxLength: 40 }), async (steps) => {
        stored.length = 0;
        events = [];
        wires = [];
        const client = connectPolling();
        let sent = 0;
        for (const step of steps) {
          const wire = last();
          if (step === 'append') append(2);
          if (step === 'away') isAway = !isAway;
          if (step === 'wait') await vi.advanceTimersByTimeAsync(2100);
          if (step === 'cut' && wire.readyState < 2) wire.cut();
          if (step === 'open' && wire.readyState === 0) {
            wire.open();
            const { after } = wire.sent[0] as { after: Record<string, number> };
            for (sent = after['acme/shop'] ?? 0; sent < stored.length; sent += 1) wire.say(stored[sent]);
            wire.say(subscribed);
          } else if (wire.readyState === 1) for (; sent < stored.length; sent += 1) wire.say(stored[sent]);
          await vi.advanceTimersByTimeAsync(300);
        }
        isAway = false;
        for (let tries = 0; tries < 4; tries += 1) {
          if (last().readyState < 2) last().cut();
          await vi.advanceTimersByTimeAsync(2500);
        }
        expect(numbers()).toEqual(upTo(stored.length));
        client.close();
      }),
      { numRuns: 60 },
    );
  });
});
