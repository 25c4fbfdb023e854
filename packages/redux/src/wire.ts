/**
 * What this package reads of the wire. The schemas of it are those of `@devteam/api`; their library alone weighs more than this package may,
 * so nothing is parsed here, only read with care. `wire.test.ts` holds these types against the schemas.
 */
export type ExecutionStatus =
  | 'idle'
  | 'initializing'
  | 'running'
  | 'paused'
  | 'waiting_for_human'
  | 'stopping'
  | 'stopped'
  | 'completed'
  | 'error';

/** What every stop says: what happened, why, what was tried, what to do next. */
export interface Failure {
  code: string;
  what: string;
  why: string;
  tried: string[];
  next: string;
  place: string | null;
  evidence: string | null;
}

export interface CurrentTask {
  key: string;
  id: string | null;
  title: string;
  phase: string;
  attempt: number;
  maxAttempts: number;
  node: string | null;
  startedAt: string;
}

export interface ExecutionFacts {
  executionId: string;
  status: ExecutionStatus;
  desired: 'running' | 'paused' | 'stopped';
  reason: Failure | null;
  startedAt: string;
  updatedAt: string;
  endedAt: string | null;
}

export interface Totals {
  completed: number;
  total: number;
}

/** A project as `GET /api/devteam/projects` lists it. */
export interface ProjectSnapshot {
  projectId: string;
  customerId: string;
  customerName: string;
  name: string;
  repositoryUrl: string;
  branch: string;
  execution: (ExecutionFacts & { stopAfter: string[] }) | null;
  totals: Totals;
  progress: number;
  currentTask: CurrentTask | null;
  /** Sequence of the newest event that this holds. */
  seq: number;
}

export interface TaskFacts {
  key: string;
  title: string;
  status: string;
  executable: boolean;
  startedAt: string | null;
  endedAt: string | null;
}

export interface NodeFacts {
  node: string;
  attempt: number;
  status: string;
  startedAt: string | null;
  endedAt: string | null;
}

/** A question that only a person answers. */
export interface ReviewFacts {
  reviewId: string;
  projectId: string;
  task: { key: string; title: string };
  state: 'open' | 'answered' | 'withdrawn';
  why: Failure;
  choices: string[];
  openedAt: string;
}

/** An investigation of a failure, by hypotheses that are tested one after another. */
export interface ResolutionFacts {
  resolutionId: string;
  projectId: string;
  task: { key: string; title: string };
  resolverKey: string;
  /** 1 to 3, of this error. */
  number: number;
  status: 'investigating' | 'resolved' | 'unresolved';
  failure: Failure;
  hypotheses: { id: string; statement: string; verdict: 'eliminated' | 'confirmed' | 'insufficient' | null }[];
  cause: string | null;
  conclusion: string | null;
}

/** A task that somebody puts into a list while it is worked through. */
export interface InjectionFacts {
  injectionId: string;
  projectId: string;
  mode: 'priority' | 'replace' | 'positional';
  place: string | null;
  status: string;
  by: string;
  reason: string;
  title: string;
  taskKey: string | null;
  /** Of the list with the task in it. */
  commit: string | null;
  failure: Failure | null;
  requestedAt: string;
  endedAt: string | null;
}

/** What the rest of a list will take. */
export interface Forecast {
  projectId: string;
  tasksLeft: number;
  /** `expected` is null where nothing is finished yet, `range` with fewer than two. */
  minutes: { expected: number | null; range: { from: number; to: number } | null };
  words: string;
}

interface Payloads {
  'execution-update': ExecutionFacts & { customerId: string; progress: number; totals: Totals; currentTask: CurrentTask | null };
  'task-list-update': { executionId: string; tasks: TaskFacts[] };
  'task-update': { executionId: string; task: TaskFacts };
  'node-update': { executionId: string; taskKey: string; node: NodeFacts };
  'execution-log': {
    taskKey: string | null;
    node: string | null;
    level: 'info' | 'warn' | 'error';
    stream: 'stdout' | 'stderr' | 'engine';
    lines: string[];
  };
  'review-update': { executionId: string; review: ReviewFacts };
  'resolution-update': { executionId: string; resolution: ResolutionFacts };
  'injection-update': { executionId: string | null; injection: InjectionFacts };
  error: { executionId: string; taskKey: string | null; failure: Failure };
  completion: {
    executionId: string;
    status: ExecutionStatus;
    reason: Failure | null;
    durationMs: number;
    completedTasks: number;
    totalTasks: number;
  };
}

export type EventType = keyof Payloads;
export type EventPayload<T extends EventType> = Payloads[T];

/** `seq` counts per project from 1 without gaps. */
export type DevTeamEvent = {
  [T in EventType]: { type: T; ts: string; projectId: string; seq: number; payload: Payloads[T] };
}[EventType];

export interface RepositoryVerdict {
  valid: boolean;
  defaultBranch: string | null;
  hasTaskList: boolean;
  /** Why it is not valid. */
  failure?: Failure | null;
}

/** An execution that will not move again by itself or by a person, short of a new start. */
export const isEnded = (status: ExecutionStatus): boolean => status === 'stopped' || status === 'completed' || status === 'error';

/** An execution that holds the project: no second one may start beside it. */
export const isActive = (status: ExecutionStatus): boolean => status !== 'idle' && !isEnded(status);
