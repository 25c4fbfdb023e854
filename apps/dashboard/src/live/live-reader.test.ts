import type { Event } from '@devteam/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from '../app/store.ts';
import { FakeWebSocket, asWebSocket } from '../testing/fake-web-socket.ts';
import { createFakeApi } from '../testing/fake-api.ts';
import { output, webshop } from '../testing/made-up.ts';
import { type LiveReader, startLiveReader } from './live-reader.ts';

let reader: LiveReader;
let events: Event[];
let told: string[];
const store = createStore(createFakeApi());
let dispatched = 0;

beforeEach(() => {
  vi.useFakeTimers();
  FakeWebSocket.opened = [];
  events = [];
  told = [];
  dispatched = 0;
  reader = startLiveReader({
    url: 'ws://devteam.test/ws/devteam',
    after: { [webshop]: 10 },
    webSocket: asWebSocket,
    random: () => 0,
    dispatch: (action) => {
      dispatched += 1;
      return store.dispatch(action);
    },
    onEvents: (batch) => events.push(...batch),
    onSignInNeeded: () => told.push('sign in'),
    onLive: () => told.push('live'),
    onLost: () => told.push('lost'),
  });
});
afterEach(() => {
  reader.stop();
  vi.useRealTimers();
});

const link = () => store.getState().live;
const seqs = () => events.map((event) => event.seq);

test('asks for what comes after the snapshot, and says live when the replay is over', () => {
  FakeWebSocket.newest().accept();
  expect(JSON.parse(FakeWebSocket.newest().sent[0] ?? '')).toEqual({ type: 'subscribe', after: { [webshop]: 10 } });
  expect(link()).toMatchObject({ link: 'live', attempt: 0, asOfMs: null });
  expect(told).toEqual(['live']);
});

test('after a cut it comes back from the last number; nothing is missed or doubled', () => {
  const first = FakeWebSocket.newest();
  first.accept();
  first.say(output(11, ['a']));
  first.say(output(12, ['b']));
  first.cut();
  expect(seqs(), 'what was heard is delivered before the cut is shown').toEqual([11, 12]);
  expect(link()).toMatchObject({ link: 'reconnecting', attempt: 1 });
  expect(link().asOfMs).not.toBeNull();
  expect(told).toContain('lost');
  vi.advanceTimersByTime(500);
  const second = FakeWebSocket.newest();
  expect(second).not.toBe(first);
  second.accept();
  expect(JSON.parse(second.sent[0] ?? '')).toMatchObject({ after: { [webshop]: 12 } });
  second.say(output(12, ['b']));
  second.say(output(13, ['c']));
  vi.advanceTimersByTime(100);
  expect(seqs()).toEqual([11, 12, 13]);
  expect(link()).toMatchObject({ link: 'live', asOfMs: null });
});

test('a second of a thousand events is under twenty dispatches', () => {
  FakeWebSocket.newest().accept();
  dispatched = 0;
  for (let seq = 11; seq <= 1010; seq += 1) {
    FakeWebSocket.newest().say(output(seq, ['line']));
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(100);
  expect(dispatched).toBeLessThan(20);
  expect(events).toHaveLength(1000);
});

test('«sign in again» ends the trying', () => {
  FakeWebSocket.newest().accept();
  FakeWebSocket.newest().cut(4001);
  expect(told).toContain('sign in');
  expect(link().link).toBe('offline');
  vi.advanceTimersByTime(120_000);
  expect(FakeWebSocket.opened).toHaveLength(1);
});

test('the clock of the server is measured, the network’s jitter is not', () => {
  vi.setSystemTime(Date.parse('2026-11-20T09:00:00Z'));
  FakeWebSocket.newest().accept('2026-11-20T10:00:00.000Z');
  expect(link().clockOffsetMs).toBe(3_600_000);
  FakeWebSocket.newest().say({ type: 'heartbeat', serverTime: '2026-11-20T10:00:00.300Z' });
  expect(link().clockOffsetMs).toBe(3_600_000);
});
