import type { Event, EventPayload, EventType, InjectionPreview, PreflightView, ProjectDetail, ProjectView, ReviewView } from '@devteam/api';
import { describeFailure, ProjectView as ProjectViewSchema } from '@devteam/api';
import { fixtureProjects } from '../../dev/fixture-projects.ts';

/** A fixed moment, so that durations in tests are facts. */
export const nowMs = Date.parse('2026-11-20T10:00:00Z');

/** The five projects of the fixture: running, error, waiting, completed, running. */
export const madeUpDetails = (): ProjectDetail[] => fixtureProjects(nowMs);
export const viewOf = (detail: ProjectDetail): ProjectView => ProjectViewSchema.parse(detail);
export const madeUpViews = (): ProjectView[] => madeUpDetails().map(viewOf);

export const webshop = 'acme/webshop';

export const detailOf = (projectId: string): ProjectDetail => {
  const detail = madeUpDetails().find((each) => each.projectId === projectId);
  if (!detail) throw new Error(`no made-up project ${projectId}`);
  return detail;
};

export const event = <T extends EventType>(type: T, seq: number, payload: EventPayload<T>, projectId: string = webshop): Event =>
  ({ type, ts: new Date(nowMs + seq * 1000).toISOString(), projectId, seq, payload }) as Event;

export const output = (
  seq: number,
  lines: string[],
  more: Partial<EventPayload<'execution-log'>> = {},
  projectId: string = webshop,
): Event =>
  event(
    'execution-log',
    seq,
    { executionId: 'e1', taskKey: 'T-005', attempt: 2, node: 'verify', level: 'info', stream: 'stdout', lines, ...more },
    projectId,
  );

export const update = (seq: number, more: Partial<EventPayload<'execution-update'>> = {}, projectId: string = webshop): Event => {
  const { execution, customerId, progress, totals, currentTask } = detailOf(projectId);
  if (!execution) throw new Error(`${projectId} has no execution`);
  const { stopAfter: _, ...rest } = execution;
  return event('execution-update', seq, { ...rest, customerId, progress, totals, currentTask, ...more }, projectId);
};

/** A task that would come first, before the one that runs. */
export const madeUpPreview: InjectionPreview = {
  mode: 'priority',
  title: 'Mend the login',
  problem: null,
  taskKey: 'T-005-A',
  needsApproval: false,
  interrupts: { key: 'T-005', title: 'Add an invoice filter', work: 'roll_back' },
  replaces: null,
  oldOrder: [
    { key: 'T-005', title: 'Add an invoice filter' },
    { key: 'T-006', title: 'Remember the parcel shop' },
  ],
  newOrder: [
    { key: 'T-005-A', title: 'Mend the login' },
    { key: 'T-005', title: 'Add an invoice filter' },
    { key: 'T-006', title: 'Remember the parcel shop' },
  ],
  startsAs: 1,
  delayMinutes: 20,
};

export const madeUpReview = (given: Partial<ReviewView> = {}): ReviewView => ({
  reviewId: 'r1',
  projectId: webshop,
  customerId: 'acme',
  executionId: 'e1',
  task: { key: 'T-005', id: 'T-005', title: 'Add an invoice filter' },
  state: 'open',
  why: describeFailure('check_failed', {
    place: 'test',
    why: '`npm test` ended with exit code 1',
    evidence: 'not ok 3 - filters by month',
  }),
  facts: [{ what: '41 of 42 tests pass', shownBy: 'npm test' }],
  claims: [{ says: 'All tests pass now.', who: 'aider' }],
  choices: ['approve', 'send_back', 'fix_by_hand', 'skip', 'abandon'],
  work: { base: 'a'.repeat(40), commit: 'b'.repeat(40), failedChecks: ['test'] },
  openedAt: new Date(nowMs - 600_000).toISOString(),
  deadline: new Date(nowMs + 3_600_000).toISOString(),
  escalations: 0,
  answer: null,
  ...given,
});

const usable = { name: 'replay', label: 'replay: recorded changes, no model', usable: true, why: null, next: null };

/** A list of four tasks, one of them done and one that never starts, and a line that was not understood. */
export const madeUpPreflight = (given: Partial<PreflightView> = {}): PreflightView => ({
  repository: { url: 'https://git.example/webshop.git', branch: 'main', commit: 'a'.repeat(40), failure: null },
  list: {
    path: 'task_lists.md',
    dialect: 'numbered',
    completed: 1,
    total: 4,
    order: [
      { key: 'T-002', id: 'T-002', title: 'Add the page' },
      { key: 'T-003', id: 'T-003', title: 'Add the filter' },
    ],
    orderLength: 2,
    stuck: [{ key: 'T-004', id: 'T-004', title: 'Wait for what is not there', why: 'has an error in the list' }],
    stuckCount: 1,
    remarks: [
      {
        line: 88,
        column: 5,
        severity: 'error',
        code: 'E101',
        message: 'T-099 is no task',
        hint: 'Name a task that is in the list.',
        text: '- Dependencies: T-099',
      },
    ],
    remarkCount: 1,
    stops: [],
  },
  listFailure: null,
  checks: [{ name: 'test', command: 'npm test', kind: 'test' }],
  checksFrom: 'detected',
  checksFailure: null,
  executor: usable,
  sandbox: { ...usable, name: 'process', label: 'process, not isolated' },
  model: null,
  registries: [],
  landing: 'merge',
  maxAttempts: 3,
  budgets: [],
  forecast: null,
  blockers: [],
  ...given,
});
