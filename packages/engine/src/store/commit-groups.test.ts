import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCommitGroups } from './commit-groups.ts';

interface Body {
  key: string;
  number: number;
  /** Throws, as a fence does or a row that the database refuses. */
  isBad: boolean;
  /** Somebody else holds its project. */
  isHeld: boolean;
  /** Turns of the event loop that it takes. */
  turns: number;
}

/** A database: what a transaction wrote stands once all of it went well; a loser's writes are gone. */
function openDatabase(options: { mostAtOnce: number; mostInGroup: number; patienceMs?: number; losesAnswerOf?: number }) {
  const written: Body[] = [];
  const groups: number[] = [];
  let open = 0;
  let mostOpen = 0;
  let commits = 0;
  const carryOut = async (body: Body): Promise<string> => {
    for (let spent = 0; spent < body.turns; spent += 1) await turn();
    if (body.isBad) throw new Error(`${body.number} is refused`);
    return `answer ${body.number}`;
  };
  const loader = createCommitGroups<Body>({
    patienceMs: 1000,
    ...options,
    together: async (pieces) => {
      groups.push(pieces.length);
      expect(new Set(pieces.map(({ key }) => key)).size).toBe(pieces.length);
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      try {
        const carried = await Promise.all(
          pieces.map(async ({ body }) => (body.isHeld ? ('apart' as const) : { answer: await carryOut(body) })),
        );
        commits += 1;
        written.push(...pieces.flatMap(({ body }) => (body.isHeld ? [] : [body])));
        if (commits === options.losesAnswerOf) throw new Error('the connection broke after the commit');
        return carried;
      } finally {
        open -= 1;
      }
    },
    alone: async (key, body) => {
      const answer = await carryOut(body);
      // As every body of ours: one that stands already is not written again.
      if (!written.includes(body)) written.push(body);
      return answer;
    },
  });
  return { loader, written, groups, mostOpen: () => mostOpen };
}

const bodies = fc
  .array(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      isBad: fc.boolean(),
      isHeld: fc.boolean(),
      turns: fc.integer({ min: 0, max: 3 }),
      pause: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 30 },
  )
  .map((each) => each.map((body, number) => ({ ...body, number })));

describe('commit groups', () => {
  test('each gets its own answer, a bad one harms no other, what stands is what was answered, in order within a key', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }), async (all, mostAtOnce, mostInGroup) => {
        const database = openDatabase({ mostAtOnce, mostInGroup, patienceMs: 1 });
        const answers: Promise<unknown>[] = [];
        for (const body of all) {
          const answer = database.loader.add(body.key, body);
          answer.catch(() => undefined);
          answers.push(answer);
          for (let spent = 0; spent < body.pause; spent += 1) await turn();
        }
        for (const [index, came] of (await Promise.allSettled(answers)).entries()) {
          const body = all[index];
          expect(came).toEqual(
            body?.isBad
              ? { status: 'rejected', reason: new Error(`${body.number} is refused`) }
              : { status: 'fulfilled', value: `answer ${body?.number}` },
          );
        }
        for (const key of ['a', 'b', 'c', 'd']) {
          const stands = database.written.filter((body) => body.key === key).map(({ number }) => number);
          expect(stands).toEqual(all.filter((body) => body.key === key && !body.isBad).map(({ number }) => number));
        }
        expect(database.mostOpen()).toBeLessThanOrEqual(mostAtOnce);
        expect(Math.max(0, ...database.groups)).toBeLessThanOrEqual(mostInGroup);
      }),
      { numRuns: 60 },
    );
  });

  const body = (key: string, number: number): Body => ({ key, number, isBad: false, isHeld: false, turns: 1 });

  test('what comes in one turn is one commit, and what comes meanwhile is the next', async () => {
    const database = openDatabase({ mostAtOnce: 1, mostInGroup: 100 });
    const first = ['a', 'b', 'c'].map((key, number) => database.loader.add(key, body(key, number)));
    await turn();
    const second = ['d', 'e', 'a'].map((key, number) => database.loader.add(key, body(key, 3 + number)));
    await Promise.all([...first, ...second]);
    expect(database.groups).toEqual([3, 3]);
  });

  test('the next one begins once as many have come as are under way, or after a while, however long the first takes', async () => {
    const database = openDatabase({ mostAtOnce: 3, mostInGroup: 100, patienceMs: 30 });
    const hanging = [body('a', 0), body('b', 1)];
    for (const each of hanging) {
      each.turns = 1_000_000;
      void database.loader.add(each.key, each);
    }
    await turn();
    const begun = performance.now();
    await database.loader.add('c', body('c', 2));
    expect(performance.now() - begun).toBeGreaterThan(20);
    await Promise.all(['d', 'e'].map((key, number) => database.loader.add(key, body(key, number + 3))));
    expect(database.groups).toEqual([2, 1, 2]);
    for (const each of hanging) each.turns = 0;
  });

  test('a commit whose answer is lost is tried again by each, and nothing stands twice', async () => {
    const database = openDatabase({ mostAtOnce: 1, mostInGroup: 100, losesAnswerOf: 1 });
    expect(await Promise.all(['a', 'b'].map((key, number) => database.loader.add(key, body(key, number))))).toEqual([
      'answer 0',
      'answer 1',
    ]);
    expect(database.written.map(({ number }) => number)).toEqual([0, 1]);
  });

  test('one that waits for what somebody else holds keeps no other waiting', async () => {
    const database = openDatabase({ mostAtOnce: 1, mostInGroup: 100 });
    const ended: string[] = [];
    const slow = { ...body('a', 0), isHeld: true, turns: 50 };
    await Promise.all([
      database.loader.add('a', slow).then(() => ended.push('slow')),
      ...['b', 'c', 'd'].map((key, number) => database.loader.add(key, body(key, number + 1)).then(() => ended.push(key))),
      turn().then(() => database.loader.add('e', body('e', 9)).then(() => ended.push('e'))),
    ]);
    expect(ended).toEqual(['b', 'c', 'd', 'e', 'slow']);
  });
});
