import { AsyncLocalStorage } from 'node:async_hooks';
import { type Pool, escapeLiteral } from 'pg';
import { sharing } from './batched.ts';
import { type Carried, type CommitGroups, createCommitGroups } from './commit-groups.ts';
import { type Queryable, inProject, transact } from './queryable.ts';

type Body = (db: Queryable) => Promise<unknown>;

/** A commit costs much the same for one and for dozens; but nobody waits long for one that hangs. Decision 0027 has the measurements. */
const size = { mostInGroup: 64, mostAtOnce: 3, patienceMs: 50 };

const groupsOf = new WeakMap<Pool, CommitGroups<Body>>();

/**
 * As `inProject`, in a transaction that other projects may share: what many of one worker write at the same time is one commit. A body
 * that throws takes the commit from nobody else, but each of the others then runs once more, by itself: a body changes nothing but rows.
 */
export async function inSharedCommit<T>(pool: Pool, projectId: string, body: (db: Queryable) => Promise<T>): Promise<T> {
  let groups = groupsOf.get(pool);
  if (!groups) {
    groups = createCommitGroups<Body>({
      together: (pieces) => commitTogether(pool, pieces),
      alone: (key, each) => inProject(pool, key, each),
      ...size,
    });
    groupsOf.set(pool, groups);
  }
  // Whoever's turn begins the group: each body runs in the context of its own caller.
  return (await groups.add(projectId, AsyncLocalStorage.bind(body))) as T;
}

/** Never waits for a lock: whose project somebody else holds goes apart, so that it keeps nobody waiting and two workers never wait for each other. */
function commitTogether(pool: Pool, pieces: readonly { key: string; body: Body }[]): Promise<Carried[]> {
  const ids = pieces.map(({ key }) => escapeLiteral(key)).join(', ');
  const opening = `begin; select id from engine.project where id in (${ids}) order by id for update skip locked`;
  return transact(pool, opening, async (connection, { rows }) => {
    const locked = new Set((rows as { id: string }[]).map(({ id }) => id));
    const db = sharing(connection);
    const carried = await Promise.allSettled(
      pieces.map(async ({ body, key }): Promise<Carried> => (locked.has(key) ? { answer: await body(db) } : 'apart')),
    );
    return carried.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  });
}
