import type { ExecutionStatus, Failure, Phase } from '@devteam/api';
import { type Key, type StopPoint, type TaskList, parse } from '@devteam/task-list';
import type { Budget } from '../budgets/budget.ts';
import type { Wish } from '../control/control-table.ts';
import type { Breaker } from '../failure-classes/circuit-breaker.ts';
import type { FailedAttempt } from '../verification/failure/standstill.ts';
import type { Injection } from '../injection/injection-request.ts';
import type { Review } from '../review/review.ts';
import type { PassedStop } from '../stop-points/halts-here.ts';
import type { StopWish } from '../stop-points/stop-wish.ts';

export const nodeNames = ['gatherContext', 'constructPrompt', 'codeExecution', 'verify', 'merge', 'verifyMerged', 'push'] as const;
export type NodeName = (typeof nodeNames)[number];

export interface NodeRow {
  name: NodeName;
  state: 'ready' | 'running';
  readySince: number;
  notBefore: number;
  startedAt: number;
}

export interface TaskRow {
  key: Key;
  title: string;
  outcome: 'landed' | 'review' | 'failed' | 'canceled' | 'superseded' | null;
  failure: Failure | null;
  selections: number;
  phase: Phase;
  attempt: number;
  round: number;
  maxAttempts: number;
  claim: string | null;
  node: NodeRow | null;
  waits: number;
  failed: FailedAttempt[];
  /** Of the branch, as the merge saw it: a push onto another is refused. */
  tip: number;
}

export interface ExecutionRow {
  id: string;
  status: ExecutionStatus;
  wish: Wish;
  prepared: boolean;
  stops: StopWish[];
  passed: PassedStop[];
  passedStops: StopPoint[];
  haltedAt: StopPoint | null;
  tasks: TaskRow[];
}

/** What survives a crash: rows of the store, and the repository. */
export interface ProjectRows {
  id: string;
  customerId: string;
  execution: ExecutionRow | null;
  ended: string[];
  takenOver: Map<Key, string>;
  reviews: Review[];
  injections: Injection[];
  /** The remote repository: the list on the branch, the number of its commits, and what landed. */
  list: TaskList;
  tip: number;
  landings: { key: Key; executionId: string; parent: number; onto: number }[];
  /** Of attempts, of the whole project. */
  budget: Budget;
}

export interface World {
  now: number;
  projects: ProjectRows[];
  breakers: Map<string, Breaker>;
  lastStarts: Record<string, Record<string, number>>;
  queue: { at: number; run: () => void }[];
  /** Of the engine's process: all of it is gone after a crash. */
  memory: { processes: Set<number>; preparing: Set<string> };
  isDown: boolean;
  counter: number;
  fenced: number;
  violations: string[];
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

export const read = (text: string): TaskList => parse(new TextEncoder().encode(text), { path: 'task_lists.md' });

/** A list of so many tasks; every third waits for the one before it, and the first for the second. */
function newList(tasks: number): TaskList {
  const lines = Array.from({ length: tasks }, (_, index) => {
    const other = index % 3 === 2 ? index : index === 0 && tasks > 1 ? 2 : null;
    const waits = other === null ? '' : `- **Dependencies**: 1.${other}\n`;
    return `### 1.${index + 1} Task number ${index + 1}\n- **Status**: pending\n${waits}\n`;
  });
  return read(`# List\n\n## 1. Work\n\n${lines.join('')}`);
}

export function newWorld(lists: readonly number[]): World {
  return {
    now: 0,
    projects: lists.map((tasks, index) => ({
      id: `p${index}`,
      customerId: `c${index % 2}`,
      execution: null,
      ended: [],
      takenOver: new Map(),
      reviews: [],
      injections: [],
      list: newList(tasks),
      tip: 0,
      landings: [],
      budget: { scope: { kind: 'project', id: `p${index}` }, limits: { attempts: 2 * tasks + 2 }, used: {}, warned: [] },
    })),
    breakers: new Map(),
    lastStarts: {},
    queue: [],
    memory: { processes: new Set(), preparing: new Set() },
    isDown: false,
    counter: 0,
    fenced: 0,
    violations: [],
  };
}

export function later(world: World, ms: number, run: () => void): void {
  const at = world.now + ms;
  const index = world.queue.findIndex((event) => event.at > at);
  world.queue.splice(index < 0 ? world.queue.length : index, 0, { at, run });
}

export const openTask = (project: ProjectRows): TaskRow | undefined => project.execution?.tasks.find((task) => task.outcome === null);

export function getExecution(project: ProjectRows): ExecutionRow {
  if (!project.execution) throw new Error(`${project.id} was never started`);
  return project.execution;
}
