import { Pool } from 'pg';
import type { Queryable } from './queryable.ts';

/** Asks for many at once, and answers each in its place. */
type AskMany<Item, Answer> = (db: Queryable, items: readonly Item[]) => Promise<readonly Answer[]>;

interface Statement {
  ask: AskMany<unknown, unknown>;
  /** Of those who share a connection, all that can ask it do so before it is sent. */
  isLast: boolean;
}

interface Batch {
  statement: Statement;
  keys: Set<string>;
  items: unknown[];
  waiting: { resolve: (answer: unknown) => void; reject: (error: unknown) => void }[];
}

type Came = { answer: unknown } | { error: unknown };
type Gather = (statement: Statement, key: string, item: unknown) => Promise<unknown>;
const gatherers = new WeakMap<Queryable, Gather>();

/**
 * A statement that can be asked for many items at once. Of a pool, and of a connection that several share (`sharing`), what is asked in the
 * same turn or while the one before is under way goes as one; elsewhere it goes as it is asked. No two items of one key are in the same statement.
 *
 * The planner cannot know how few items a JSON parameter holds, nor that a partial index of what is running is mostly of what no longer is: so
 * statements name the keys once more, and say conditions in a way that no partial index answers. Then they go by the primary key.
 */
export function batched<Item, Answer>(
  keyOf: (item: Item) => string,
  ask: AskMany<Item, Answer>,
  { isLast = false }: { isLast?: boolean } = {},
): (db: Queryable, item: Item) => Promise<Answer> {
  const statement: Statement = { ask: ask as AskMany<unknown, unknown>, isLast };
  return async (db, item) => {
    const gather = gatherers.get(db) ?? (db instanceof Pool ? ofPool(db) : undefined);
    if (gather) return (await gather(statement, keyOf(item), item)) as Answer;
    return (await ask(db, [item]))[0] as Answer;
  };
}

/** Rows that belong to keys, for many keys at once; each gets its own, in the order in which they came. */
export const batchedRows = <Row extends { belongsTo: string }>(
  ask: (db: Queryable, keys: readonly string[]) => Promise<readonly Row[]>,
): ((db: Queryable, key: string) => Promise<Omit<Row, 'belongsTo'>[]>) =>
  batched<string, Omit<Row, 'belongsTo'>[]>(
    (key) => key,
    async (db, keys) => {
      const byKey = new Map<string, Omit<Row, 'belongsTo'>[]>(keys.map((key) => [key, []]));
      for (const { belongsTo, ...row } of await ask(db, keys)) byKey.get(belongsTo)?.push(row);
      return keys.map((key) => byKey.get(key) ?? []);
    },
  );

/** Each row in the place of the key that asked for it. */
export function inPlace<Row>(keys: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string): (Row | undefined)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key));
}

/** Each statement is a transaction of its own, one of a kind at a time: where one for many fails, each is asked by itself. */
function ofPool(pool: Queryable): Gather {
  const underWay = new Set<Statement>();
  const gather = gatherFor({
    choose: (batches) => batches.find(({ statement }) => !underWay.has(statement)),
    send: async ({ items, statement }) => {
      const alone = async (item: unknown): Promise<Came> => ({ answer: (await statement.ask(pool, [item]))[0] });
      underWay.add(statement);
      try {
        if (items.length === 1) return [await alone(items[0])];
        return (await statement.ask(pool, items)).map((answer) => ({ answer }));
      } catch (error) {
        if (items.length === 1) throw error;
        return await Promise.all(items.map((item) => alone(item).catch((cause: unknown): Came => ({ error: cause }))));
      } finally {
        underWay.delete(statement);
      }
    },
  });
  gatherers.set(pool, gather);
  return gather;
}

/** One connection for several who work in the same transaction at the same time: queries go one after another, batched ones together. */
export function sharing(connection: Queryable): Queryable {
  let last: Promise<unknown> = Promise.resolve();
  let underWay = 0;
  const query = async (...query: unknown[]): Promise<unknown> => {
    underWay += 1;
    const answered = last.then(() => (connection.query as (...query: unknown[]) => Promise<unknown>).apply(connection, query));
    last = answered.catch(() => undefined);
    try {
      return await answered;
    } finally {
      underWay -= 1;
      gather.look();
    }
  };
  const db = { query } as unknown as Queryable;
  const gather = gatherFor({
    choose: (batches) => (underWay > 0 ? undefined : (batches.find(({ statement }) => !statement.isLast) ?? batches[0])),
    send: async ({ items, statement }) => (await statement.ask(db, items)).map((answer) => ({ answer })),
  });
  gatherers.set(db, gather);
  return db;
}

/**
 * Gathers what is asked, and sends what `choose` says after all that goes on in this turn: whoever was answered by the same statement asks
 * its next one in it too.
 */
function gatherFor(options: {
  choose: (batches: readonly Batch[]) => Batch | undefined;
  send: (batch: Batch) => Promise<readonly Came[]>;
}): Gather & { look: () => void } {
  let batches: Batch[] = [];
  let isPlanned = false;
  const sendAll = () => {
    isPlanned = false;
    for (let batch = options.choose(batches); batch; batch = options.choose(batches)) {
      const chosen = batch;
      batches = batches.filter((each) => each !== chosen);
      void sendOne(chosen);
    }
  };
  const sendOne = async (batch: Batch): Promise<void> => {
    const { items, waiting } = batch;
    try {
      const came = await options.send(batch);
      for (const [place, { reject, resolve }] of waiting.entries()) {
        const each = came[place] ?? { error: new Error(`${items.length} were asked for at once and ${came.length} answered`) };
        if ('error' in each) reject(each.error);
        else resolve(each.answer);
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
    look();
  };
  const look = () => {
    if (isPlanned || batches.length === 0) return;
    isPlanned = true;
    void Promise.resolve().then(() => process.nextTick(sendAll));
  };
  const gather: Gather = (statement, key, item) =>
    new Promise((resolve, reject) => {
      let batch = batches.findLast((each) => each.statement === statement);
      if (!batch || batch.keys.has(key)) {
        batch = { statement, keys: new Set(), items: [], waiting: [] };
        batches.push(batch);
      }
      batch.keys.add(key);
      batch.items.push(item);
      batch.waiting.push({ resolve, reject });
      look();
    });
  return Object.assign(gather, { look });
}
