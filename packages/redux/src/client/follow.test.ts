// @vitest-environment node
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  eventsReceived,
  linkChanged,
  selectConnection,
  selectExecution,
  selectLog,
  servicesHealthReceived,
  snapshotReceived,
} from '../index.ts';
import { hearConsole } from '../testing/hear-console.ts';
import { hostStore } from '../testing/host-store.ts';
import { type LiveServer, startLiveServer } from '../testing/live-server.ts';
import { output, project, shop, update } from '../testing/made-up.ts';
import type { DevTeamEvent, ProjectSnapshot } from '../wire.ts';
import type { Action } from '@reduxjs/toolkit';
import { type DevTeamClientOptions, createDevTeamClient } from './dev-team-client.ts';
import { type Following, follow } from './follow.ts';

let server: LiveServer;
let following: Following | undefined;
let heard: ReturnType<typeof hearConsole>;
beforeEach(async () => {
  heard = hearConsole();
  server = await startLiveServer();
});
afterEach(async () => {
  following?.stop();
  await server.close();
  heard.close();
});

/** Follows the server into a store with all checks on. */
function followInto(store = hostStore(), options: DevTeamClientOptions = {}) {
  const events: DevTeamEvent[] = [];
  const links: string[] = [];
  let dispatches = 0;
  const dispatch = (action: Action) => {
    dispatches += 1;
    return store.dispatch(action);
  };
  following = createDevTeamClient({ baseUrl: server.address, ...options }).follow({
    onSnapshot: (projects) => dispatch(snapshotReceived(projects)),
    onEvents: (batch) => {
      events.push(...batch);
      dispatch(eventsReceived(batch));
    },
    onHealth: (services) => dispatch(servicesHealthReceived(services)),
    onLink: (link) => {
      links.push(link);
      dispatch(linkChanged({ link, asOf: new Date().toISOString() }));
    },
  });
  return { store, events, links, dispatches: () => dispatches };
}

const until = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 15_000, interval: 10 });
const isLive = (store: ReturnType<typeof hostStore>) => selectConnection(store.getState()).link === 'live';

test('a thousand events a second are under twenty dispatches a second, and the final state is right', async () => {
  const ids = Array.from({ length: 5 }, (_, at) => `customer-${at}/app`);
  server.projects = ids.map((projectId) => project({ projectId, seq: 0 }));
  const { dispatches, store } = followInto();
  await until(() => isLive(store));
  const [before, began] = [dispatches(), performance.now()];
  const eachSends = 400;
  for (let seq = 1; seq <= eachSends; seq += 2) {
    for (const id of ids) server.tell(output(seq, [`line ${seq}`], id), update(seq + 1, { totals: { completed: seq, total: 999 } }, id));
    const ahead = began + seq * 5 - performance.now();
    if (ahead > 4) await sleep(ahead);
  }
  const isThrough = (id: string) => selectExecution(store.getState(), id)?.seq === eachSends;
  await until(() => ids.every(isThrough));
  const seconds = (performance.now() - began) / 1000;
  const rate = (dispatches() - before) / seconds;
  console.log(
    `embed: ${((ids.length * eachSends) / seconds).toFixed(0)} events/s were ${rate.toFixed(1)} dispatches/s over ${seconds.toFixed(1)} s`,
  );
  expect(rate).toBeLessThan(20);
  for (const id of ids) {
    expect(selectExecution(store.getState(), id)).toMatchObject({ completedCount: eachSends - 1, status: 'running' });
    expect(selectLog(store.getState(), id).map(({ text }) => text)).toEqual(
      Array.from({ length: eachSends / 2 }, (_, at) => `line ${2 * at + 1}`),
    );
  }
});

test('over cuts, repetitions and holes each event comes once and in order', async () => {
  server.projects = [project({ seq: 0 })];
  const { events, links, store } = followInto();
  await until(() => isLive(store));
  let seq = 0;
  const tellSome = () => {
    for (let count = 0; count < 20; count += 1) server.tell(output((seq += 1), [`line ${seq}`]));
  };
  tellSome();
  server.cut();
  tellSome();
  await until(() => events.length === 40);
  // Twice the same, and what is no event at all.
  for (const repeated of server.history.slice(30)) server.say(JSON.stringify(repeated));
  for (const text of ['', 'null', '[]', '{"type":5}', '{"type":"from-the-future","projectId":7,"seq":"x"}', 'x'.repeat(10_000)])
    server.say(text);
  tellSome();
  await until(() => events.length === 60);
  // A hole: the newest arrives and the one before it does not.
  seq += 2;
  server.history.push(output(seq - 1, ['lost']));
  server.tell(output(seq, ['after the hole']));
  await until(() => events.length === 62);
  expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 62 }, (_, at) => at + 1));
  expect(links).toContain('reconnecting');
  expect(server.subscriptions[1]).toEqual({ [shop]: expect.any(Number) });
});

test('a type that is not known yet is passed over, and its number counts', async () => {
  server.projects = [project({ seq: 0 })];
  const { store } = followInto();
  await until(() => isLive(store));
  server.tell({ ...output(1, []), type: 'from-the-future' } as unknown as DevTeamEvent, update(2, { status: 'paused' }));
  await until(() => selectExecution(store.getState(), shop)?.seq === 2);
  expect(selectExecution(store.getState(), shop)?.status).toBe('paused');
});

test('frames that are no events move nothing; health is taken from them', async () => {
  server.projects = [project({ seq: 0 })];
  const { events, links, store } = followInto();
  await until(() => isLive(store));
  const services = [{ service: 'Ollama', status: 'down', detail: 'it does not answer' }];
  for (const frame of [
    { type: 'progress', ts: new Date().toISOString(), projectId: shop, seq: 7, payload: {} },
    { type: 'snapshot', ts: new Date().toISOString(), projectId: shop, seq: 9, payload: {} },
    { type: 'service-health', ts: new Date().toISOString(), projectId: null, payload: { status: 'degraded', services } },
    { type: 'heartbeat', serverTime: new Date().toISOString() },
  ])
    server.say(JSON.stringify(frame));
  server.tell(update(1));
  await until(() => events.length === 1);
  expect(store.getState().devTeam.ollamaHealth).toEqual(services[0]);
  expect([links.includes('reconnecting'), server.subscriptions.length]).toEqual([false, 1]);
});

test('each socket has a ticket of its own, and headers see the exact body', async () => {
  server.projects = [project({ seq: 0 })];
  let tickets = 0;
  const seen: string[] = [];
  const { store } = followInto(hostStore(), {
    socketToken: () => `ticket-${(tickets += 1)}`,
    headers: async (method, url, body) => {
      seen.push(`${method} ${url.replace(server.address, '')} ${body}`);
      return { authorization: 'Bearer x' };
    },
  });
  await until(() => isLive(store));
  server.cut(4001);
  await until(() => server.offered.length === 2);
  expect(server.offered).toEqual([
    ['devteam', 'ticket-1'],
    ['devteam', 'ticket-2'],
  ]);
  expect(seen).toContain('GET /api/devteam/projects ');
});

test('«no access» ends the trying, and the page asks instead', async () => {
  server.projects = [project({ seq: 0 })];
  const { store } = followInto();
  await until(() => isLive(store));
  server.projects = [project({ seq: 5, progress: 75 })];
  server.cut(4003);
  await until(() => selectConnection(store.getState()).link === 'polling');
  expect(selectExecution(store.getState(), shop)?.progress).toBe(75);
  await sleep(1200);
  expect(server.subscriptions).toHaveLength(1);
});

describe('where no live line comes about', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const setting = (openSocket: (() => Promise<WebSocket>) | undefined) => {
    let projects: ProjectSnapshot[] | undefined = [project({ seq: 1, progress: 10 })];
    const seen: number[] = [];
    const links: string[] = [];
    const source = {
      readProjects: async () => {
        if (projects === undefined) throw new Error('no network');
        return { projects };
      },
      openSocket,
      isFinal: () => false,
    };
    const own = follow(source, {
      onSnapshot: ([first]) => void seen.push(first?.progress ?? -1),
      onEvents: () => undefined,
      onHealth: () => undefined,
      onLink: (link) => void links.push(link),
    });
    return { own, seen, links, set: (next: ProjectSnapshot[] | undefined) => void (projects = next) };
  };
  const refused = () => Promise.reject(new Error('blocked'));

  test.each([
    ['because it is blocked', refused],
    ['because the host wants none', undefined],
  ])('the page is right within ten seconds: %s', async (_why, openSocket) => {
    const { links, own, seen, set } = setting(openSocket);
    await vi.advanceTimersByTimeAsync(100);
    expect(seen).toEqual([10]);
    set([project({ seq: 2, progress: 90 })]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(seen.at(-1)).toBe(90);
    expect(links.at(-1)).toBe('polling');
    own.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('without any network it says so, and comes back by itself', async () => {
    const { links, own, seen, set } = setting(undefined);
    set(undefined);
    await vi.advanceTimersByTimeAsync(6000);
    expect(links.at(-1)).toBe('offline');
    set([project({ seq: 2, progress: 90 })]);
    await vi.advanceTimersByTimeAsync(5000);
    expect([links.at(-1), seen.at(-1)]).toEqual(['polling', 90]);
    own.stop();
  });
});
