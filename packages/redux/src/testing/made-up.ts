import { Event, ProjectView } from '@devteam/api';
import type { CurrentTask, DevTeamEvent, EventPayload, EventType, Failure, ProjectSnapshot } from '../wire.ts';

/** A fixed moment, so that durations in tests are facts. */
export const nowMs = Date.parse('2026-11-20T10:00:00Z');
const at = (seconds: number) => new Date(nowMs + seconds * 1000).toISOString();

export const shop = 'acme/shop';

export const checkFailed: Failure & { class: 'work' } = {
  code: 'check_failed',
  class: 'work',
  what: 'A check failed',
  why: 'npm test ended with exit code 1',
  tried: ['gave the output to the next attempt', '3 attempts'],
  next: 'Look at the output of the check; change the task or mend the code by hand.',
  place: 'test',
  evidence: 'not ok 3 - every fee is rounded\n  expected 12.50, got 12.43',
};

export const task = (more: Partial<CurrentTask> = {}): CurrentTask & { phase: 'IMPLEMENT' } => ({
  key: '1.2',
  id: '1.2',
  title: 'Price an order line',
  attempt: 1,
  maxAttempts: 3,
  node: 'codeExecution',
  startedAt: at(-30),
  ...more,
  phase: 'IMPLEMENT',
});

/** A project as the server lists it; the schema of the wire has seen it. */
export function project(
  more: Partial<ProjectSnapshot> & { status?: NonNullable<ProjectSnapshot['execution']>['status'] } = {},
): ProjectSnapshot {
  const { status = 'running', ...rest } = more;
  const execution = {
    executionId: 'e1',
    status,
    desired: 'running',
    reason: null,
    stopAfter: [],
    startedAt: at(-95),
    updatedAt: at(0),
    endedAt: null,
    commits: 2,
  };
  const whole = {
    projectId: shop,
    customerId: 'acme',
    customerName: 'Acme',
    name: 'Shop',
    repositoryUrl: 'https://example.com/acme/shop.git',
    branch: 'main',
    taskListPath: 'task_lists.md',
    dialect: 'headings',
    executor: { name: 'replay', label: 'replay: recorded changes, no model' },
    sandbox: { name: 'process', label: 'process, not isolated' },
    execution,
    totals: { completed: 2, total: 8 },
    progress: 25,
    currentTask: task(),
    lastOutputAt: null,
    seq: 10,
    ...rest,
  };
  ProjectView.parse(whole);
  return whole as ProjectSnapshot;
}

/** An event as the server sends it; the schema of the wire has seen it. */
export function event<T extends EventType>(type: T, seq: number, payload: EventPayload<T>, projectId: string = shop): DevTeamEvent {
  const whole = { type, ts: at(seq), projectId, seq, payload };
  Event.parse(whole);
  return whole as DevTeamEvent;
}

export const output = (seq: number, lines: string[], projectId: string = shop): DevTeamEvent => {
  const payload = { executionId: 'e1', taskKey: '1.2', attempt: 1, node: 'codeExecution', level: 'info', stream: 'stdout', lines } as const;
  return event('execution-log', seq, payload, projectId);
};

export const update = (seq: number, more: Partial<EventPayload<'execution-update'>> = {}, projectId: string = shop): DevTeamEvent =>
  event(
    'execution-update',
    seq,
    {
      executionId: 'e1',
      customerId: projectId.split('/')[0] ?? projectId,
      status: 'running',
      desired: 'running',
      reason: null,
      progress: 25,
      totals: { completed: 2, total: 8 },
      currentTask: task(),
      startedAt: at(-95),
      updatedAt: at(seq),
      endedAt: null,
      commits: 2,
      ...more,
    } as EventPayload<'execution-update'>,
    projectId,
  );

export const taskDone = (seq: number, key: string): DevTeamEvent =>
  event('task-update', seq, {
    executionId: 'e1',
    task: {
      key,
      id: key,
      title: `Task ${key}`,
      status: 'completed',
      depth: 0,
      executable: true,
      dependencies: [],
      phase: 'DONE',
      attempt: 1,
      maxAttempts: 3,
      startedAt: at(seq - 90),
      endedAt: at(seq),
      commit: 'abc1234',
      failure: null,
      waitingFor: null,
    },
  } as EventPayload<'task-update'>);

/** An investigation that tests its second hypothesis. */
export const investigation = () => ({
  resolutionId: 'r1',
  projectId: shop,
  executionId: 'e1',
  task: { key: '1.2', title: 'Price an order line' },
  resolverKey: '1.1.1',
  signature: 'check_failed test',
  number: 2,
  status: 'investigating' as const,
  failure: checkFailed,
  symptoms: [{ text: 'not ok 3', hash: 'h1' }],
  hypotheses: [hypothesis('the registry does not answer', 'eliminated'), hypothesis('the lock file is stale', null)],
  cause: null,
  fix: null,
  conclusion: null,
  startedAt: at(-20),
  endedAt: null,
});

const hypothesis = (statement: string, verdict: 'eliminated' | null) => ({
  id: statement.replaceAll(' ', '-'),
  layer: 'environment' as const,
  statement,
  nullHypothesis: `it is not that ${statement}`,
  from: 'rules',
  verdict,
  why: null,
  quotes: [],
});

export const injection = (status: 'pending' | 'done', commit: string | null) => ({
  injectionId: 'i1',
  projectId: shop,
  key: 'k1',
  mode: 'positional' as const,
  place: 'after:2.1',
  status,
  by: 'Mara',
  reason: 'the contract says so',
  title: 'Round every fee',
  taskKey: '2.1.5',
  interrupted: null,
  replaced: null,
  oldOrder: [],
  newOrder: [],
  commit,
  failure: null,
  settledBy: null,
  requestedAt: at(0),
  endedAt: commit === null ? null : at(5),
  steps: [],
});
