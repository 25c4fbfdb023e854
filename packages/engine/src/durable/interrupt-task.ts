import { getNextPhase, nextPhase } from '../decisions/phase-table.ts';
import {
  type NodeRow,
  type Queryable,
  type TaskRow,
  announceLog,
  appendEvents,
  cutNode,
  executionEvent,
  findTask,
  giveBackTask,
  nodeEvent,
  readOpenNodes,
  suspendTask,
  takeBackNode,
  taskEvent,
} from '../store/index.ts';

/** Ends that must not be cut off half way: whether the push arrived is asked of the remote, not decided here. */
export const neverCut: ReadonlySet<string> = new Set(['push']);

export type Interrupted =
  /** Given back to the list; the next tick may select it again. */
  | { outcome: 'interrupted'; task: TaskRow }
  /** Nobody works on it. */
  | { outcome: 'not_open' }
  /** A push that has begun ends by itself. */
  | { outcome: 'pushing' };

/**
 * Cuts a task off where it is and gives it back, inside a transaction that holds the project's lock; whoever calls it lets the project
 * tick afterwards. Its claim and its nodes end here and now, so nothing that the attempt still brings counts; who runs a node is told,
 * and ends its sandbox. It counts neither as an attempt nor as a change of the list.
 */
export async function interruptTask(
  db: Queryable,
  wanted: {
    executionId: string;
    key: string;
    /** keep: what it has done stays on the task's branch in the mirror, never on the branch that work lands on. */
    work: 'keep' | 'discard';
    /** For people: «stopped by Maria». */
    why: string;
  },
): Promise<Interrupted> {
  const { executionId, key, why, work } = wanted;
  const open = await openTask(db, executionId, key);
  if (!open) return { outcome: 'not_open' };
  if (open.isPushing) return { outcome: 'pushing' };
  const { before, nodes } = open;
  const canceled: NodeRow[] = [];
  for (const node of nodes) canceled.push(await cutNode(db, node.id));
  const phase = nextPhase(before.phase, 'interrupt') ?? getNextPhase('PREP', 'interrupt');
  const task = await giveBackTask(db, { executionId, key, phase, why, work });
  if (!task) throw new Error(`Task ${key} of ${executionId} was open and cannot be given back`);
  await announce(db, task, canceled, `given back: ${why}${work === 'keep' ? '; what it has done stays on its own branch' : ''}`);
  return { outcome: 'interrupted', task };
}

/**
 * Stops a task between two nodes and leaves it open: what has ended stays, and a node that was cut off runs again from its beginning once
 * the task goes on. Under the same lock, and with the same fence, as `interruptTask`.
 */
export async function holdTask(db: Queryable, wanted: { executionId: string; key: string; why: string }): Promise<Interrupted> {
  const { executionId, key, why } = wanted;
  const open = await openTask(db, executionId, key);
  if (!open) return { outcome: 'not_open' };
  if (open.isPushing) return { outcome: 'pushing' };
  const back: NodeRow[] = [];
  for (const node of open.nodes) back.push(await takeBackNode(db, node.id));
  const task = await suspendTask(db, executionId, key);
  if (!task) throw new Error(`Task ${key} of ${executionId} was open and cannot be held`);
  await announce(db, task, back, `held: ${why}`);
  return { outcome: 'interrupted', task };
}

async function openTask(
  db: Queryable,
  executionId: string,
  key: string,
): Promise<{ before: TaskRow; nodes: NodeRow[]; isPushing: boolean } | undefined> {
  const before = await findTask(db, executionId, key);
  if (!before || before.outcome !== null) return undefined;
  const nodes = await readOpenNodes(db, executionId, key);
  return { before, nodes, isPushing: nodes.some((node) => node.status === 'running' && neverCut.has(node.name)) };
}

async function announce(db: Queryable, task: TaskRow, nodes: readonly NodeRow[], words: string): Promise<void> {
  await announceLog(db, task.projectId, {
    executionId: task.executionId,
    taskKey: task.key,
    attempt: task.attempt,
    node: null,
    level: 'warn',
    stream: 'engine',
    lines: [words],
  });
  await appendEvents(db, task.projectId, [...nodes.map(nodeEvent), await taskEvent(db, task), await executionEvent(db, task.executionId)]);
}
