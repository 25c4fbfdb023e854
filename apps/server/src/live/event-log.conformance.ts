import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from './event-log.ts';

export interface EventLogContext {
  eventLog: EventLog;
  /** A project of that name that nobody has used. */
  add: (projectId: string) => Promise<void>;
  append: (projectId: string, count: number) => Promise<void>;
  /** Cuts whatever `listen` follows. */
  cut: () => Promise<void>;
  expectEqual: (actual: unknown, expected: unknown) => void;
}

/** Waits until the condition holds, three seconds at most; the check that follows tells what was lacking. */
async function eventually(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300 && !holds(); tries += 1) await sleep(10);
}

export const eventLogCases: { name: string; run: (context: EventLogContext) => Promise<void> }[] = [
  {
    name: 'numbers begin at 1 and have no gaps; a page has the lowest ones after a number, in order',
    run: async ({ add, append, eventLog, expectEqual }) => {
      await add('case/pages');
      await append('case/pages', 3);
      await append('case/pages', 2);
      const page = async (after: number, limit: number) =>
        (await eventLog.readEvents('case/pages', { after, limit })).map(({ seq }) => seq);
      expectEqual(await page(0, 10), [1, 2, 3, 4, 5]);
      expectEqual(await page(1, 2), [2, 3]);
      expectEqual(await page(5, 2), []);
    },
  },
  {
    name: 'a project that is not there has no events',
    run: async ({ eventLog, expectEqual }) => expectEqual(await eventLog.readEvents('case/none', { after: 0, limit: 10 }), []),
  },
  {
    name: 'a head says whose the project is and its newest event, 0 for a project without any',
    run: async ({ add, append, eventLog, expectEqual }) => {
      await add('case/some');
      await add('case/empty');
      await append('case/some', 4);
      const heads = await eventLog.readHeads();
      expectEqual(
        ['case/some', 'case/empty', 'case/none'].map((id) => heads.get(id)?.seq),
        [4, 0, undefined],
      );
      expectEqual(typeof heads.get('case/some')?.customerId, 'string');
    },
  },
  {
    name: 'a listener is ready at the start, and hears of what was committed',
    run: async ({ add, append, eventLog, expectEqual }) => {
      await add('case/heard');
      const heard: string[] = [];
      let readies = 0;
      const listener = await eventLog.listen({
        onEvent: (projectId, seq) => heard.push(`${projectId} ${seq}`),
        onReady: () => (readies += 1),
      });
      expectEqual(readies, 1);
      await append('case/heard', 2);
      await append('case/heard', 1);
      await eventually(() => heard.includes('case/heard 3'));
      expectEqual(heard.includes('case/heard 3'), true);
      await listener.close();
      const before = heard.length;
      await append('case/heard', 1);
      await sleep(50);
      expectEqual(heard.length, before);
    },
  },
  {
    name: 'after a cut a listener is ready once more and hears again',
    run: async ({ add, append, cut, eventLog, expectEqual }) => {
      await add('case/cut');
      const heard: string[] = [];
      let readies = 0;
      const listener = await eventLog.listen({
        onEvent: (projectId, seq) => heard.push(`${projectId} ${seq}`),
        onReady: () => (readies += 1),
      });
      await cut();
      await eventually(() => readies > 1);
      expectEqual(readies, 2);
      await append('case/cut', 1);
      await eventually(() => heard.includes('case/cut 1'));
      expectEqual(heard.includes('case/cut 1'), true);
      await listener.close();
    },
  },
];
