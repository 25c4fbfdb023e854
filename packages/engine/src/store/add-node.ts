import type { NodeStatus, Phase } from '@devteam/api';
import { batched } from './batched.ts';
import { channels } from './channels.ts';
import { type NodeRow, nodeColumns, nodeOf } from './nodes.ts';
import type { Queryable } from './queryable.ts';
import type { CurrentTaskRow } from './tasks.ts';

export type NewNode = Pick<
  NodeRow,
  'id' | 'executionId' | 'projectId' | 'taskKey' | 'name' | 'selection' | 'attempt' | 'round' | 'nodeAttempt' | 'input'
> & {
  inputHash: string;
  /** Only for one that needs a slot: what else it needs, when it may run at the earliest, and which worker knows of it already. */
  queue?: { lane: string | null; delayMs: number; knownTo: string };
};

/** Where the start of a node moves its task, under the task's claim: where the phase is one of `from`, to `to`. */
export interface TaskMove {
  claim: string;
  from: readonly Phase[];
  to: Phase | null;
}

/** `moved`: undefined where the node was there already, and where another holds the task now (fenced). */
interface Added {
  row: NodeRow;
  isNew: boolean;
  moved: CurrentTaskRow | undefined;
}

type NewStatus = 'ready' | 'skipped' | 'canceled' | { running: { workerId: string; claim: string } };

const addNodes = batched<{ node: NewNode; status: NewStatus; move: TaskMove | undefined }, Added>(
  ({ node }) => node.id,
  async (db, items) => {
    const wanted = items.map(({ move, node, status }) => ({
      move,
      node,
      status: typeof status === 'object' ? 'running' : status,
      taker: typeof status === 'object' ? status.running : undefined,
      input: JSON.stringify(node.input ?? null),
    }));
    const { rows } = await db.query<
      Pick<NodeRow, 'id' | 'createdAt' | 'startedAt' | 'endedAt'> & {
        task: Omit<CurrentTaskRow, 'startedAt'> | null;
        taskStartedAt: Date | null;
      }
    >(
      `with wanted as (
         select * from json_to_recordset($1) as w (id text, execution text, project text, task text, name text, selection integer, attempt integer,
           round integer, "nodeAttempt" integer, status text, input text, "inputHash" text, worker text, claim text, slotted boolean, lane text,
           "delayMs" float8, "knownTo" text, held text, "movedFrom" text[], "movedTo" text)
       ), added as (
         insert into engine.node (id, execution_id, project_id, task_key, name, selection, attempt, round, node_attempt, status, input, input_hash,
                                  worker_id, claim, slotted, lane, ready_at, started_at, ended_at)
         select id, execution, project, task, name, selection, attempt, round, "nodeAttempt", status, input, "inputHash", worker, claim, slotted, lane,
                now() + make_interval(secs => "delayMs" / 1000), case when status = 'running' then now() end,
                case when status in ('skipped', 'canceled') then now() end
           from wanted
         on conflict (id) do nothing
         returning id, created_at, started_at, ended_at
       ), moved as (
         update engine.task t set node = w.name, phase = case when t.phase = any(w."movedFrom") then w."movedTo" else t.phase end
           from wanted w join added a on a.id = w.id
          where t.execution_id = any($2) and t.execution_id = w.execution and t.key = w.task and t.claim = w.held and coalesce(t.outcome, '') = ''
         returning w.id as for_node, t.started_at, jsonb_build_object('key', t.key, 'id', t.id, 'title', t.title, 'phase', t.phase, 'attempt', t.attempt,
           'maxAttempts', t.max_attempts, 'node', t.node) as task
       )
       select a.id, m.task, m.started_at as "taskStartedAt", a.created_at as "createdAt", a.started_at as "startedAt", a.ended_at as "endedAt",
              case when w.slotted and w."delayMs" = 0 then pg_notify('${channels.nodeReady}', w."knownTo" || ' nodes') end as told
         from added a join wanted w on w.id = a.id left join moved m on m.for_node = a.id`,
      [
        JSON.stringify(
          wanted.map(({ input, move, node, status, taker }) => ({
            id: node.id,
            execution: node.executionId,
            project: node.projectId,
            task: node.taskKey,
            name: node.name,
            selection: node.selection,
            attempt: node.attempt,
            round: node.round,
            nodeAttempt: node.nodeAttempt,
            status,
            input,
            inputHash: node.inputHash,
            worker: taker?.workerId ?? null,
            claim: taker?.claim ?? null,
            slotted: node.queue !== undefined,
            lane: node.queue?.lane ?? null,
            delayMs: node.queue?.delayMs ?? 0,
            knownTo: node.queue?.knownTo ?? '',
            held: move?.claim ?? null,
            movedFrom: move?.from ?? [],
            movedTo: move?.to ?? null,
          })),
        ),
        wanted.map(({ node }) => node.executionId),
      ],
    );
    const added = new Map(rows.map((row) => [row.id, row]));
    const there = new Map<string, NodeRow>();
    if (added.size < items.length) {
      const before = items.flatMap(({ node }) => (added.has(node.id) ? [] : [node.id]));
      const found = await db.query<NodeRow>(`select ${nodeColumns} from engine.node where id = any($1)`, [before]);
      for (const row of found.rows) there.set(row.id, nodeOf(row));
    }
    return wanted.map(({ input, node, status, taker }) => {
      const row = added.get(node.id);
      const known = there.get(node.id);
      if (known) return { row: known, isNew: false, moved: undefined };
      if (!row) throw new Error(`Node ${node.id} was not written`);
      const { createdAt, endedAt, startedAt, task, taskStartedAt } = row;
      const { attempt, executionId, id, name, nodeAttempt, projectId, round, selection, taskKey } = node;
      const place = { id, executionId, projectId, taskKey, name, selection, attempt, round, nodeAttempt };
      const nothing = { output: null, failure: null, cause: null, retryable: null, cancelRequested: false };
      const times = { createdAt, startedAt, endedAt };
      const held = { workerId: taker?.workerId ?? null, claim: taker?.claim ?? null, starts: 1 };
      // The input as whoever runs it after a crash would read it.
      return {
        row: { ...place, status: status as NodeStatus, input: JSON.parse(input) as unknown, ...nothing, ...held, ...times },
        isNew: true,
        moved: task && taskStartedAt ? { ...task, startedAt: taskStartedAt } : undefined,
      };
    });
  },
);

/**
 * Writes a node down: to wait (`ready`), to run at once under a claim, or as one that never runs. One that is there already stays as it
 * is. Answers the row, whether it is new, and its task where that was to move.
 */
export const addNode = (db: Queryable, node: NewNode, status: NewStatus, move?: TaskMove): Promise<Added> =>
  addNodes(db, { node, status, move });
