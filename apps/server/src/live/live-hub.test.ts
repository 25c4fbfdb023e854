import { setTimeout as sleep } from 'node:timers/promises';
import { closeCodes } from '@devteam/api';
import { afterEach, describe, expect, test } from 'vitest';
import { type MemoryEventLog, createMemoryEventLog } from '../testing/memory-event-log.ts';
import { type PaperSocket, createPaperSocket } from '../testing/paper-socket.ts';
import { type LiveHub, type LiveHubOptions, type Visitor, startLiveHub } from './live-hub.ts';

const hubs: LiveHub[] = [];
afterEach(async () => {
  for (const hub of hubs.splice(0)) await hub.close();
});

async function start(options: Partial<LiveHubOptions> = {}): Promise<{ hub: LiveHub; eventLog: MemoryEventLog; said: string[] }> {
  const eventLog = createMemoryEventLog();
  const said: string[] = [];
  eventLog.add('p');
  const hub = await startLiveHub({ eventLog, log: (_level, message) => said.push(message), lookMs: 60_000, ...options });
  hubs.push(hub);
  return { hub, eventLog, said };
}

function join(hub: LiveHub, frame: object | null = {}, visitor: Partial<Visitor> = {}): PaperSocket {
  const socket = createPaperSocket();
  hub.accept(socket, { sees: () => true, refresh: () => Promise.resolve(true), ...visitor });
  if (frame) socket.say({ type: 'subscribe', ...frame });
  return socket;
}

const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => from + index);
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('what is announced is only a hint', () => {
  test('announcements that come late, twice and in the wrong order change nothing', async () => {
    const { eventLog, hub } = await start();
    const socket = join(hub);
    for (let round = 0; round < 5; round += 1) eventLog.append('p', 1, { isAnnounced: false });
    for (const seq of [3, 1, 5, 5, 2, 4, 1]) {
      eventLog.announce('p', seq);
      await sleep(1);
    }
    await expect.poll(() => socket.seqs('p')).toEqual(upTo(5));
  });

  test('what nobody announced is found after a reconnect', async () => {
    const { eventLog, hub } = await start();
    const socket = join(hub);
    eventLog.append('p', 3, { isAnnounced: false });
    eventLog.reconnect();
    await expect.poll(() => socket.seqs('p')).toEqual(upTo(3));
  });

  test('and by looking now and then', async () => {
    const { eventLog, hub } = await start({ lookMs: 30 });
    const socket = join(hub);
    eventLog.append('p', 2, { isAnnounced: false });
    eventLog.add('new');
    eventLog.append('new', 2, { isAnnounced: false });
    await expect.poll(() => [socket.seqs('p'), socket.seqs('new')]).toEqual([upTo(2), upTo(2)]);
  });

  test('an announcement while the same project is read is not forgotten', async () => {
    const { eventLog, hub } = await start();
    const socket = join(hub);
    const release = eventLog.holdReads();
    eventLog.append('p', 1);
    await sleep(5);
    eventLog.append('p', 1);
    release();
    await expect.poll(() => socket.seqs('p')).toEqual(upTo(2));
  });

  test('an event that is committed while the hub starts is not forgotten', async () => {
    const eventLog = createMemoryEventLog();
    eventLog.add('p');
    const release = eventLog.holdReads();
    const starting = startLiveHub({ eventLog, log: () => undefined, lookMs: 60_000 });
    await sleep(5);
    eventLog.append('p', 1);
    release();
    const hub = await starting;
    hubs.push(hub);
    const socket = join(hub, { after: { p: 0 } });
    await expect.poll(() => socket.seqs('p')).toEqual([1]);
  });
});

describe('replay', () => {
  test('ends with a frame that says so, also where there is nothing to replay', async () => {
    const { eventLog, hub } = await start();
    eventLog.append('p', 500);
    const [from0, from500] = [join(hub), join(hub, { after: { p: 500 } })];
    await expect.poll(() => [from0.has('subscribed'), from500.has('subscribed')]).toEqual([true, true]);
    expect(from0.frames.at(-1)?.type).toBe('subscribed');
    expect([from0.seqs('p'), from500.seqs('p')]).toEqual([upTo(500), []]);
  });

  test('events that come in its middle are sent once, after it', async () => {
    const { eventLog, hub } = await start();
    eventLog.append('p', 300);
    const release = eventLog.holdReads();
    const socket = join(hub);
    await sleep(5);
    eventLog.append('p', 100);
    release();
    await sleep(1);
    eventLog.append('p', 10);
    await expect.poll(() => socket.seqs('p')).toEqual(upTo(410));
  });

  test('a reader that is ahead of what was announced gets nothing twice', async () => {
    const { eventLog, hub } = await start();
    eventLog.append('p', 5, { isAnnounced: false });
    const socket = join(hub, { after: { p: 5 } });
    eventLog.announce('p', 3);
    eventLog.append('p', 1);
    await expect.poll(() => socket.seqs('p')).toEqual([6]);
  });

  test('a second subscription in the middle of the first one wins', async () => {
    const { eventLog, hub } = await start();
    eventLog.append('p', 1000);
    const release = eventLog.holdReads();
    const socket = join(hub);
    socket.say({ type: 'subscribe', after: { p: 990 } });
    release();
    await expect.poll(() => socket.has('subscribed')).toBe(true);
    expect(socket.seqs('p')).toEqual(upTo(1000, 991));
    expect(socket.frames.filter((frame) => frame.type === 'subscribed').length).toBe(1);
  });

  test('waits for a database that is away, and goes on where it was', async () => {
    const { eventLog, hub, said } = await start();
    eventLog.append('p', 300);
    eventLog.breakReads(refused);
    const late = join(hub, { after: { p: 100 } });
    const live = join(hub, { after: { p: 300 } });
    eventLog.append('p', 5);
    await sleep(300);
    expect([late.seqs('p'), live.seqs('p')]).toEqual([[], []]);
    eventLog.breakReads(undefined);
    await expect.poll(() => [late.seqs('p'), live.seqs('p')]).toEqual([upTo(305, 101), upTo(305, 301)]);
    // The listener tells of it, once.
    expect(said).toEqual([]);
  });

  test('is one read for each page, and none for readers that are up to date', async () => {
    const { eventLog, hub } = await start();
    eventLog.append('p', 1000);
    const sockets = Array.from({ length: 50 }, () => join(hub, { after: { p: 1000 } }));
    expect(eventLog.reads()).toBe(0);
    eventLog.append('p', 10);
    await expect.poll(() => sockets.every((socket) => socket.seqs('p').length === 10)).toBe(true);
    expect(eventLog.reads()).toBe(1);
  });
});

describe('projects that go', () => {
  test('and come again begin anew for whoever comes then', async () => {
    const { eventLog, hub } = await start({ lookMs: 20 });
    const socket = join(hub);
    eventLog.append('p', 5);
    await expect.poll(() => socket.seqs('p')).toEqual(upTo(5));
    eventLog.remove('p');
    await sleep(60);
    eventLog.add('p');
    eventLog.append('p', 2);
    await expect.poll(() => socket.seqs('p')).toEqual([...upTo(5), 1, 2]);
    const late = join(hub);
    await expect.poll(() => late.seqs('p')).toEqual([1, 2]);
  });

  test('and are there again at once, with fewer events', async () => {
    const { eventLog, hub } = await start({ lookMs: 20 });
    const socket = join(hub);
    eventLog.append('p', 5);
    await expect.poll(() => socket.seqs('p')).toEqual(upTo(5));
    eventLog.add('p');
    eventLog.append('p', 3);
    await expect.poll(() => socket.seqs('p')).toEqual([...upTo(5), 1, 2, 3]);
  });
});

describe('slow readers', () => {
  const limits = { bufferBytes: 10_000, stalledMs: 150, drainMs: 400 };

  test('one that takes nothing is cut with the code that lets it come back; others do not wait', async () => {
    const { eventLog, hub } = await start({ limits });
    const [slow, quick] = [join(hub), join(hub)];
    slow.stall();
    for (let round = 0; round < 50; round += 1) eventLog.append('p', 20);
    await expect.poll(() => quick.seqs('p').length).toBe(1000);
    await expect.poll(() => slow.closeCode()).toBe(closeCodes.tooSlow);
    expect(slow.seqs('p')).toEqual(upTo(slow.seqs('p').length));
    expect(slow.bufferedAmount).toBeLessThan(limits.bufferBytes + 1000);
  });

  test('one that falls behind and recovers misses nothing', async () => {
    const { eventLog, hub } = await start({ limits });
    const socket = join(hub);
    socket.stall();
    eventLog.append('p', 300);
    await sleep(80);
    expect(socket.seqs('p').length).toBeLessThan(100);
    socket.flush();
    eventLog.append('p', 50);
    await expect.poll(() => socket.seqs('p')).toEqual(upTo(350));
    expect(socket.closeCode()).toBeUndefined();
  });

  test('one that never says goodbye is cut off', async () => {
    const { hub } = await start({ limits });
    const socket = join(hub);
    socket.stall();
    socket.say('nonsense');
    expect(socket.closeCode()).toBe(closeCodes.badMessage);
    await expect.poll(() => socket.isTerminated(), { timeout: 3000 }).toBe(true);
  });
});

describe('heartbeat', () => {
  test('tells the time, and gives up a peer that says nothing', async () => {
    const { hub } = await start({ heartbeatMs: 40 });
    const [alive, dead] = [join(hub), join(hub)];
    const answering = setInterval(() => alive.pong(), 10);
    await expect.poll(() => dead.isTerminated()).toBe(true);
    await expect.poll(() => alive.frames.filter((frame) => frame.type === 'heartbeat').length).toBeGreaterThan(3);
    clearInterval(answering);
    expect(alive.isTerminated()).toBe(false);
    expect(alive.pings()).toBeGreaterThan(3);
  });

  test('shuts out who was signed out elsewhere', async () => {
    const { hub } = await start({ heartbeatMs: 30 });
    let isWelcome = true;
    const socket = join(hub, {}, { refresh: () => Promise.resolve(isWelcome) });
    isWelcome = false;
    await expect.poll(() => socket.closeCode()).toBe(closeCodes.signInAgain);
  });
});

describe('coming and going', () => {
  test('not more sockets than the limit', async () => {
    const { hub } = await start({ mostSockets: 2 });
    const sockets = [join(hub), join(hub), join(hub)];
    expect(sockets.map((socket) => socket.closeCode())).toEqual([undefined, undefined, 1013]);
    sockets[0]?.hangUp();
    expect(join(hub).closeCode()).toBeUndefined();
  });

  test('a hub that closes sends all away, and takes nobody in', async () => {
    const { eventLog, hub } = await start();
    const [polite, stalled] = [join(hub), join(hub)];
    stalled.stall();
    const since = performance.now();
    await hub.close();
    expect(performance.now() - since).toBeLessThan(1500);
    expect([polite.closeCode(), stalled.closeCode()]).toEqual([closeCodes.serverDraining, closeCodes.serverDraining]);
    expect(stalled.isTerminated()).toBe(true);
    expect(join(hub).closeCode()).toBe(closeCodes.serverDraining);
    eventLog.append('p', 1);
    expect(polite.seqs('p')).toEqual([]);
  });

  test('a socket that goes in the middle of its replay is not written to', async () => {
    const { eventLog, hub } = await start();
    eventLog.append('p', 1000);
    const release = eventLog.holdReads();
    const socket = join(hub);
    socket.hangUp();
    release();
    await sleep(20);
    expect(socket.seqs('p')).toEqual([]);
  });
});
