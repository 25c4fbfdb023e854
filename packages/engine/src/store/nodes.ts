import type { Failure, NodeStatus } from '@devteam/api';
import { batched } from './batched.ts';
import type { Queryable } from './queryable.ts';

/**
 * One try of one node. Its id says where it belongs: `<execution>/<task>/<selection>.<attempt>.<round>/<name>#<node attempt>`, with
 * `.<waits>` after a round that was put off.
 */
export interface NodeRow {
  id: string;
  executionId: string;
  projectId: string;
  /** null: the preparation of the execution. */
  taskKey: string | null;
  name: string;
  /** Of the task: which selection, which attempt, which round of it. */
  selection: number;
  attempt: number;
  round: number;
  nodeAttempt: number;
  status: NodeStatus;
  /** What its body gets: plain JSON, so another process can run it. */
  input: unknown;
  output: unknown;
  /** For people. */
  failure: Failure | null;
  /** As the interpreter knows it. */
  cause: unknown;
  retryable: boolean | null;
  /** Whoever runs it should end it soon. */
  cancelRequested: boolean;
  workerId: string | null;
  claim: string | null;
  /** How often it was handed out: a pause takes it back, and it begins anew. */
  starts: number;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

/** What a node that has ended is told as: what it was given is of no interest any more. */
export type EndedNode = Omit<NodeRow, 'input'>;

export const plainColumnsOf = (
  n: string,
) => `${n}.id, ${n}.execution_id as "executionId", ${n}.project_id as "projectId", ${n}.task_key as "taskKey", ${n}.name,
  ${n}.selection, ${n}.attempt, ${n}.round, ${n}.starts, ${n}.node_attempt as "nodeAttempt", ${n}.status, ${n}.failure, ${n}.retryable, ${n}.cancel_requested as "cancelRequested",
  ${n}.worker_id as "workerId", ${n}.claim, ${n}.created_at as "createdAt", ${n}.started_at as "startedAt", ${n}.ended_at as "endedAt"`;
export const columnsOf = (n: string) => `${plainColumnsOf(n)}, ${n}.input, ${n}.output, ${n}.cause`;
export const nodeColumns = columnsOf('node');

/** A row as the driver gives it: the texts of `input`, `output` and `cause` are JSON. */
export const nodeOf = (row: NodeRow): NodeRow => ({
  ...row,
  input: fromText(row.input),
  output: fromText(row.output),
  cause: fromText(row.cause),
});
export const fromText = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null);

export async function findNode(db: Queryable, id: string): Promise<NodeRow | undefined> {
  const { rows } = await db.query<NodeRow>(`select ${nodeColumns} from engine.node where id = $1`, [id]);
  return rows[0] ? nodeOf(rows[0]) : undefined;
}

export const endedStatuses = `('completed', 'failed', 'canceled', 'skipped')`;

/** Those of the given nodes that have ended. */
export const readEndedNodes = batched<readonly string[], NodeRow[]>(
  (ids) => ids.join('\n'),
  async (db, items) => {
    const { rows } = await db.query<NodeRow>(
      `select ${nodeColumns} from engine.node where id = any($1) and status in ${endedStatuses} order by ended_at, id`,
      [items.flat()],
    );
    return items.map((ids) => rows.filter(({ id }) => ids.includes(id)).map(nodeOf));
  },
);

/** Nodes of the newest attempt of a task, in the order they were written. */
export async function readTaskNodes(db: Queryable, executionId: string, taskKey: string): Promise<NodeRow[]> {
  const { rows } = await db.query<NodeRow>(
    `select ${nodeColumns} from engine.node
      where execution_id = $1 and task_key = $2
        and (selection, attempt) = (select selection, attempt from engine.node where execution_id = $1 and task_key = $2
                                     order by selection desc, attempt desc limit 1)
      order by round, created_at, id`,
    [executionId, taskKey],
  );
  return rows.map(nodeOf);
}

/** Nodes of the preparation of an execution, oldest first. */
export async function readPreparationNodes(db: Queryable, executionId: string): Promise<NodeRow[]> {
  const { rows } = await db.query<NodeRow>(
    `select ${nodeColumns} from engine.node where execution_id = $1 and task_key is null order by node_attempt, id`,
    [executionId],
  );
  return rows.map(nodeOf);
}

/** Nodes of a task that have not ended. */
export async function readOpenNodes(db: Queryable, executionId: string, taskKey: string): Promise<NodeRow[]> {
  const { rows } = await db.query<NodeRow>(
    `select ${nodeColumns} from engine.node where execution_id = $1 and task_key = $2 and status in ('ready', 'running') order by created_at, id`,
    [executionId, taskKey],
  );
  return rows.map(nodeOf);
}
