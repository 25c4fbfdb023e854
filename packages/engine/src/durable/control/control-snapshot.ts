import type { ControlSnapshot } from '../../decisions/control/plan-control.ts';
import { findSameTask } from '../../decisions/same-task.ts';
import {
  type ExecutionRow,
  type Queryable,
  type ReviewRow,
  type TaskMark,
  type TaskRow,
  findExecution,
  findTaskList,
  listReviews,
  readTaskMarks,
  readTasks,
} from '../../store/index.ts';
import { wishOf } from '../advance.ts';
import { parseList } from '../nodes/candidate.ts';

export interface ControlRows {
  execution: ExecutionRow | undefined;
  tasks: TaskRow[];
  reviews: ReviewRow[];
  snapshot: ControlSnapshot;
}

/** What a command decides on, read under the project's lock. */
export async function readControlRows(db: Queryable, projectId: string): Promise<ControlRows> {
  const execution = await findExecution(db, projectId);
  const stored = await findTaskList(db, projectId);
  const list = stored ? parseList(stored) : null;
  const tasks = execution ? await readTasks(db, execution.id) : [];
  const reviews = execution ? await listReviews(db, { executionId: execution.id, open: true }) : [];
  const marks = await readTaskMarks(db, projectId);
  /** People name tasks as the list has them now. */
  const keyNow = (task: { key: string; title: string }) => (list ? (findSameTask(list, task, null).task?.key ?? task.key) : task.key);
  const known = new Map<string, KnownRow>();
  for (const task of tasks) known.set(keyNow(task), { phase: task.phase, outcome: outcomes[task.outcome ?? 'open'], takenOverBy: null });
  for (const mark of marks) known.set(keyNow(mark), marked(known.get(keyNow(mark)), mark));
  return {
    execution,
    tasks,
    reviews,
    snapshot: {
      list: list && withMarks(list, marks),
      execution: execution ? { id: execution.id, status: execution.status, wish: wishOf(execution) } : null,
      tasks: known,
      openReviews: reviews.map((review) => review.taskKey),
    },
  };
}

type KnownRow = Parameters<ControlSnapshot['tasks']['forEach']>[0] extends (value: infer Value, ...rest: never[]) => void ? Value : never;

/** A task whose error is investigated stands as one that a person was asked about; one that was answered waits like one that was cut off. */
const outcomes = {
  open: null,
  landed: 'landed',
  review: 'review',
  failed: 'failed',
  canceled: 'canceled',
  superseded: 'superseded',
  solving: 'review',
  answered: 'canceled',
  skipped: 'canceled',
} as const satisfies Record<string, KnownRow['outcome']>;

const marked = (known: KnownRow | undefined, mark: TaskMark): KnownRow => ({
  phase: known?.phase ?? null,
  outcome: known?.outcome ?? null,
  takenOverBy: mark.mark === 'taken_over' ? mark.by : null,
});

/** What people said counts before the file says it. */
function withMarks(list: NonNullable<ControlSnapshot['list']>, marks: readonly TaskMark[]): NonNullable<ControlSnapshot['list']> {
  const said = new Map(marks.flatMap((mark) => (mark.listStatus === null ? [] : [[mark.key, mark.listStatus] as const])));
  if (said.size === 0) return list;
  return { ...list, tasks: list.tasks.map((task) => ({ ...task, status: said.get(task.key) ?? task.status })) };
}
