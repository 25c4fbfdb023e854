import type { Pool } from 'pg';
import type { ChildRun } from './child-processes.ts';
import { type Table, median, sum } from './table.ts';

interface NodeTimes {
  executionId: string;
  taskKey: string | null;
  name: string;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

interface TaskTimes {
  executionId: string;
  key: string;
  startedAt: Date;
  endedAt: Date;
}

/** Where the time of these executions went, by their rows. All times are those of the transactions' beginnings. */
interface ExecutionTimes {
  nodes: NodeTimes[];
  tasks: TaskTimes[];
  executions: { id: string; startedAt: Date; endedAt: Date }[];
}

export async function readExecutionTimes(pool: Pool, executionIds: readonly string[]): Promise<ExecutionTimes> {
  const query = async <Row extends object>(text: string) => (await pool.query<Row>(text, [executionIds])).rows;
  return {
    nodes: await query<NodeTimes>(
      `select execution_id as "executionId", task_key as "taskKey", name, created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"
         from engine.node where execution_id = any($1) order by ended_at, created_at`,
    ),
    tasks: await query<TaskTimes>(
      `select execution_id as "executionId", key, started_at as "startedAt", ended_at as "endedAt"
         from engine.task where execution_id = any($1) order by started_at`,
    ),
    executions: await query(`select id, started_at as "startedAt", ended_at as "endedAt" from engine.execution where id = any($1)`),
  };
}

interface Step {
  name: string;
  /** From the end of what came before (a node, or the task before) until this node is written down. */
  handoverMs: number;
  /** From then until somebody runs it. */
  waitMs: number;
  runMs: number;
  children: ChildRun[];
}

const span = (from: Date, to: Date): number => to.getTime() - from.getTime();

/** Every node that ran, in the order of its execution. */
function stepsOf({ executions, nodes }: ExecutionTimes, children: readonly ChildRun[]): Step[] {
  return executions.flatMap((execution) => {
    let before = execution.startedAt;
    return nodes.flatMap((node) => {
      if (node.executionId !== execution.id || !node.startedAt || !node.endedAt) return [];
      const [from, to] = [node.startedAt.getTime(), node.endedAt.getTime()];
      const step = {
        name: node.name,
        handoverMs: span(before, node.createdAt),
        waitMs: span(node.createdAt, node.startedAt),
        runMs: span(node.startedAt, node.endedAt),
        children: children.filter(({ startedAtMs }) => startedAtMs >= from && startedAtMs <= to),
      };
      before = node.endedAt;
      return [step];
    });
  });
}

const ms = (value: number): string => value.toFixed(0);

/** One line a node name. With several executions at once a process cannot be told to belong to one of them. */
export function nodeTable(times: ExecutionTimes, children: readonly ChildRun[]): Table {
  const steps = stepsOf(times, children);
  const alone = times.executions.length === 1;
  const tasks = Math.max(1, times.tasks.length);
  const names = [...new Set(steps.map(({ name }) => name))];
  const line = (name: string, of: readonly Step[]): string[] => [
    name,
    String(of.length),
    ms(median(of.map(({ handoverMs }) => handoverMs))),
    ms(median(of.map(({ waitMs }) => waitMs))),
    ms(median(of.map(({ runMs }) => runMs))),
    ...(alone
      ? [
          median(of.map((step) => step.children.length)).toFixed(0),
          ms(median(of.map((step) => sum(step.children.map(({ durationMs }) => durationMs))))),
        ]
      : []),
    ms(sum(of.map(({ handoverMs, runMs, waitMs }) => handoverMs + waitMs + runMs)) / tasks),
  ];
  return [
    ['node', 'count', 'before it, ms', 'wait, ms', 'run, ms', ...(alone ? ['processes', 'in processes, ms'] : []), 'all of it, ms a task'],
    ...names.map((name) =>
      line(
        name,
        steps.filter((step) => step.name === name),
      ),
    ),
  ];
}

/** Tasks as a whole, and what lies between them. */
export function taskTable({ executions, nodes, tasks }: ExecutionTimes): Table {
  const whole: number[] = [];
  const first: number[] = [];
  const between: number[] = [];
  for (const execution of executions) {
    const own = tasks.filter(({ executionId }) => executionId === execution.id);
    for (const [index, task] of own.entries()) {
      whole.push(span(task.startedAt, task.endedAt));
      const node = nodes
        .filter(({ executionId, taskKey }) => executionId === execution.id && taskKey === task.key)
        .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())[0];
      const before = own[index - 1];
      if (node && before) between.push(span(before.endedAt, node.createdAt));
      if (index === 0) first.push(span(execution.startedAt, task.startedAt));
    }
  }
  const all = executions.map(({ endedAt, startedAt }) => span(startedAt, endedAt));
  return [
    ['in a whole', 'count', 'median, ms'],
    ['execution', String(all.length), ms(median(all))],
    ['preparation, until the first task', String(first.length), ms(median(first))],
    ['task', String(whole.length), ms(median(whole))],
    ['from the end of a task to the first node of the next', String(between.length), ms(median(between))],
  ];
}
