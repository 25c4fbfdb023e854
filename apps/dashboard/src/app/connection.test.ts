import { describeFailure } from '@devteam/api';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLogStore } from '../features/log/log-store.ts';
import { loadProject } from '../features/projects/projects-slice.ts';
import { selectProject } from '../features/projects/selectors.ts';
import { RequestFailed } from '../http/request-failure.ts';
import { createFakeApi, unauthorized } from '../testing/fake-api.ts';
import { FakeWebSocket } from '../testing/fake-web-socket.ts';
import { output, update, webshop } from '../testing/made-up.ts';
import { type Connection, createConnection } from './connection.ts';
import { createStore } from './store.ts';

const setUp = () => {
  const api = createFakeApi();
  const store = createStore(api);
  const logs = createLogStore();
  connection = createConnection(store, logs, 'ws://devteam.test/ws/devteam');
  return { api, store, logs, connection };
};
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeWebSocket);
  FakeWebSocket.opened = [];
});
afterEach(() => {
  connection.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('the connection', () => {
  test('takes a snapshot and follows from where it stood', async () => {
    const { api, store, logs } = setUp();
    for (const detail of api.details) detail.seq = 40;
    await connection.open();
    FakeWebSocket.newest().accept();
    expect(JSON.parse(FakeWebSocket.newest().sent[0] ?? '')).toMatchObject({ after: { [webshop]: 40 } });
    FakeWebSocket.newest().say(update(41, { commits: 9 }));
    FakeWebSocket.newest().say(output(42, ['hello']));
    await pass(100);
    expect(selectProject(store.getState(), webshop)).toMatchObject({ seq: 42, execution: { commits: 9 } });
    expect(logs.read(webshop).rows).toHaveLength(2);
    expect(store.getState().session.status).toBe('signed-in');
    expect(api.asked).toEqual(['projects', 'reviews']);
  });

  test('without a cookie nothing is followed; after signing in everything is', async () => {
    const { api, store } = setUp();
    api.failure = unauthorized();
    await connection.open();
    expect(FakeWebSocket.opened).toHaveLength(0);
    api.failure = null;
    await connection.signIn('wrong');
    expect(store.getState().session).toMatchObject({ status: 'signed-out', failure: { code: 'unauthorized' } });
    await connection.signIn('right');
    expect(store.getState().session).toMatchObject({ status: 'signed-in', failure: null });
    expect(FakeWebSocket.opened).toHaveLength(1);
  });

  test('a server that is down is asked again until it answers', async () => {
    const { api, store } = setUp();
    api.failure = new RequestFailed(null, describeFailure('unexpected'));
    await connection.open();
    expect(store.getState().projects.load.status).toBe('failed');
    await pass(10_000);
    expect(FakeWebSocket.opened).toHaveLength(0);
    api.failure = null;
    await pass(5_000);
    expect(store.getState().projects.load.status).toBe('loaded');
    expect(FakeWebSocket.opened).toHaveLength(1);
  });

  test('a gap makes it read the list again, and the project that is open', async () => {
    const { api, store } = setUp();
    await connection.open();
    await store.dispatch(loadProject(webshop));
    FakeWebSocket.newest().accept();
    FakeWebSocket.newest().say(output(1, ['x'], {}, 'new/one'));
    await pass(1_500);
    expect(api.asked.filter((what) => what === 'projects')).toHaveLength(2);
    const { executionId } = { executionId: 'e2' };
    FakeWebSocket.newest().say(update(1, { executionId }));
    await pass(1_500);
    expect(api.asked.filter((what) => what === `project ${webshop}`)).toHaveLength(2);
    await pass(10_000);
    expect(
      api.asked.filter((what) => what === 'projects'),
      'and not for ever',
    ).toHaveLength(3);
  });

  test('a cut keeps what is shown; the list is read again when the line stands', async () => {
    const { api, store } = setUp();
    await connection.open();
    FakeWebSocket.newest().accept();
    FakeWebSocket.newest().cut();
    expect(store.getState().projects.projects.ids).toHaveLength(5);
    await pass(31_000);
    const before = api.asked.length;
    FakeWebSocket.newest().accept();
    await pass(0);
    expect(api.asked.slice(before)).toEqual(['projects', 'reviews']);
  });

  test('a server that comes back after minutes is followed within seconds, by one socket', async () => {
    const { api, store } = setUp();
    await connection.open();
    FakeWebSocket.newest().accept();
    api.failure = new RequestFailed(null, describeFailure('unexpected'));
    for (let minute = 0; minute < 60; minute += 1) {
      FakeWebSocket.newest().cut();
      await pass(5_000);
    }
    FakeWebSocket.newest().cut();
    api.failure = null;
    const before = FakeWebSocket.opened.length;
    await pass(4_000);
    expect(FakeWebSocket.opened.length).toBe(before + 1);
    await pass(4_000);
    expect(FakeWebSocket.opened.length, 'a try that is under way is left alone').toBe(before + 1);
    FakeWebSocket.newest().accept();
    expect(store.getState().live.link).toBe('live');
  });

  test('«sign in again» of the server shows the sign-in, and a new token follows anew', async () => {
    const { store } = setUp();
    await connection.open();
    FakeWebSocket.newest().accept();
    FakeWebSocket.newest().cut(4001);
    expect(store.getState().session.status).toBe('signed-out');
    await pass(60_000);
    expect(FakeWebSocket.opened).toHaveLength(1);
    await connection.signIn('right');
    expect(FakeWebSocket.opened).toHaveLength(2);
    FakeWebSocket.newest().accept();
    expect(store.getState().live.link).toBe('live');
  });
});
