import { batched } from './batched.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

/** The state of a breaker is the decision's own; this room only keeps it. */
export interface BreakerRow<State> {
  lane: string;
  state: State;
}

const readMany = batched<readonly string[], BreakerRow<unknown>[]>(
  (lanes) => lanes.join('\n'),
  async (db, items) => {
    const { rows } = await db.query<BreakerRow<unknown>>('select lane, state from engine.breaker where lane = any($1) order by lane', [
      [...new Set(items.flat())],
    ]);
    return items.map((lanes) => rows.filter(({ lane }) => lanes.includes(lane)));
  },
);

export const readBreakers = async <State>(db: Queryable, lanes: readonly string[]): Promise<BreakerRow<State>[]> =>
  (await readMany(db, lanes)) as BreakerRow<State>[];

/** The same, locked until the transaction ends, in the order of their names. */
export async function lockBreakers<State>(db: Queryable, lanes: readonly string[]): Promise<BreakerRow<State>[]> {
  const { rows } = await db.query<BreakerRow<State>>(
    'select lane, state from engine.breaker where lane = any($1) order by lane for update',
    [lanes],
  );
  return rows;
}

/** Makes the row if there is none, so that it can be locked. */
export async function addBreaker(db: Queryable, lane: string, state: unknown): Promise<void> {
  await db.query('insert into engine.breaker (lane, state) values ($1, $2) on conflict (lane) do nothing', [lane, jsonText(state)]);
}

export async function saveBreaker(db: Queryable, lane: string, state: unknown): Promise<void> {
  await db.query('update engine.breaker set state = $2, changed_at = now() where lane = $1', [lane, jsonText(state)]);
}

/** All that are not closed, for people. */
export async function listBreakers<State>(db: Queryable): Promise<(BreakerRow<State> & { changedAt: Date })[]> {
  const { rows } = await db.query<BreakerRow<State> & { changedAt: Date }>(
    `select lane, state, changed_at as "changedAt" from engine.breaker where state ->> 'state' <> 'closed' order by lane`,
  );
  return rows;
}
