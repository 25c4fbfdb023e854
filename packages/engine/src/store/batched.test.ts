import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { Pool } from 'pg';
import { describe, expect, test } from 'vitest';
import { batched, sharing } from './batched.ts';
import type { Queryable } from './queryable.ts';

/** A connection that notes what it is asked and answers each in turns of the event loop. */
function openConnection({ many = false } = {}) {
  const asked: unknown[][] = [];
  let isBusy = false;
  const query = async (text: string, [items]: [unknown[]]) => {
    expect(isBusy && !many, 'one query at a time').toBe(false);
    isBusy = true;
    asked.push([text, ...items]);
    await turn();
    isBusy = false;
    if (items.includes('bad')) throw new Error('refused');
    return { rows: items };
  };
  return { asked, connection: { query } as unknown as Queryable };
}

const asking = (name: string) =>
  batched<string, string>(
    (item) => item,
    async (db, items) => (await db.query<never>(name, [items])).rows.map((item) => `${name} ${String(item)}`),
  );
const [one, two] = [asking('one'), asking('two')];

describe('batched statements', () => {
  test('by itself, each is asked as it comes', async () => {
    const { asked, connection } = openConnection();
    expect(await one(connection, 'a')).toBe('one a');
    expect(asked).toEqual([['one', 'a']]);
  });

  test('on a shared connection those of one turn are one statement, and so are those that follow it', async () => {
    const { asked, connection } = openConnection();
    const db = sharing(connection);
    const work = async (item: string) => [await one(db, item), await two(db, item)];
    expect(await Promise.all([work('a'), work('b'), work('c')])).toEqual(['a', 'b', 'c'].map((item) => [`one ${item}`, `two ${item}`]));
    expect(asked).toEqual([
      ['one', 'a', 'b', 'c'],
      ['two', 'a', 'b', 'c'],
    ]);
  });

  test('whoever asks what, each gets the answer to what it asked, and no statement has a key twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.tuple(fc.boolean(), fc.constantFrom('a', 'b', 'c')), { maxLength: 5 }), { maxLength: 6 }),
        async (workers) => {
          const { asked, connection } = openConnection();
          const db = sharing(connection);
          await Promise.all(
            workers.map(async (steps) => {
              for (const [isOne, item] of steps) expect(await (isOne ? one : two)(db, item)).toBe(`${isOne ? 'one' : 'two'} ${item}`);
            }),
          );
          for (const [, ...items] of asked) expect(new Set(items).size).toBe(items.length);
          expect(asked.flatMap(([, ...items]) => items)).toHaveLength(workers.flat().length);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('the last statement of a kind waits until all who can ask it have done so', async () => {
    const { asked, connection } = openConnection();
    const db = sharing(connection);
    const last = batched<string, string>(
      (item) => item,
      async (each, items) => (await each.query<never>('last', [[...items]])).rows,
      { isLast: true },
    );
    const short = async (item: string) => last(db, item);
    const long = async (item: string) => {
      await one(db, item);
      await two(db, item);
      return last(db, item);
    };
    expect(await Promise.all([short('a'), long('b'), long('c'), short('d')])).toEqual(['a', 'b', 'c', 'd']);
    expect(asked).toEqual([
      ['one', 'b', 'c'],
      ['two', 'b', 'c'],
      ['last', 'a', 'd', 'b', 'c'],
    ]);
  });

  test('a pool is asked one statement of a kind at a time; where one fails for all, each is asked by itself', async () => {
    const { asked, connection } = openConnection({ many: true });
    const pool = Object.assign(new Pool(), { query: connection.query });
    const first = one(pool, 'a');
    await turn();
    const came = await Promise.allSettled([first, one(pool, 'b'), one(pool, 'bad'), two(pool, 'c'), one(pool, 'd')]);
    expect(came).toMatchObject([
      { value: 'one a' },
      { value: 'one b' },
      { status: 'rejected', reason: { message: 'refused' } },
      { value: 'two c' },
      { value: 'one d' },
    ]);
    expect(asked).toEqual([
      ['one', 'a'],
      ['two', 'c'],
      ['one', 'b', 'bad', 'd'],
      ['one', 'b'],
      ['one', 'bad'],
      ['one', 'd'],
    ]);
  });

  test('one that fails, fails all of its statement: in a transaction nothing of it stands', async () => {
    const db = sharing(openConnection().connection);
    const came = await Promise.allSettled([one(db, 'a'), one(db, 'bad')]);
    expect(came.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('too few answers are an error for whoever got none', async () => {
    const forgetful = batched<string, string>(
      (item) => item,
      (_db, items) => Promise.resolve(items.slice(1)),
    );
    const db = sharing(openConnection().connection);
    const came = await Promise.allSettled([forgetful(db, 'a'), forgetful(db, 'b')]);
    expect(came).toMatchObject([{ value: 'b' }, { status: 'rejected', reason: { message: '2 were asked for at once and 1 answered' } }]);
  });
});
