import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Event, type LinkState, closeCodes, connectLive } from './index.ts';

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
