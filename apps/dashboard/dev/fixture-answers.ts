import type { Health, InjectionPreview, MetricView, ReviewView } from '@devteam/api';
import { describeFailure } from '@devteam/api';
import type { FixtureWorld } from './fixture-world.ts';

const minute = 60_000;

/** Questions of the project that waits, and one that is overdue. */
export function fixtureReviews(world: FixtureWorld, nowMs: number): ReviewView[] {
  return [...world.projects.values()]
    .filter((project) => project.execution?.status === 'waiting_for_human' || project.execution?.status === 'error')
    .map((project, index): ReviewView => {
      const task = project.currentTask ?? project.tasks.find((each) => each.status !== 'completed');
      return {
        reviewId: `review-${index + 1}`,
        projectId: project.projectId,
        customerId: project.customerId,
        executionId: project.execution?.executionId ?? 'e',
        task: { key: task?.key ?? 'T-1', id: task?.id ?? null, title: task?.title ?? 'A task' },
        state: 'open',
        why: project.execution?.reason ?? describeFailure('check_failed'),
        facts: [
          { what: '`vitest run`: 212 of 214 tests pass, 2 fail that passed before', shownBy: 'check test, exit code 1' },
          { what: '3 files are changed, 76 lines added, 6 removed', shownBy: 'diff of 02be77d101..8c1f2ab94e' },
          { what: 'No protected file is touched', shownBy: 'list of protected paths' },
        ],
        claims: [
          { says: 'All tests pass and the totals are now rounded per line, as the task asks.', who: 'aider, attempt 3' },
          { says: 'The two failing tests are wrong and should be deleted.', who: 'aider, attempt 3' },
        ],
        choices: ['approve', 'send_back', 'fix_by_hand', 'skip', 'abandon'],
        work: { base: '02be77d101aa', commit: '8c1f2ab94e77', failedChecks: ['test'] },
        openedAt: new Date(nowMs - (index + 1) * 47 * minute).toISOString(),
        deadline: new Date(nowMs + (index === 0 ? -20 : 200) * minute).toISOString(),
        escalations: index === 0 ? 1 : 0,
        answer: null,
      };
    });
}

export const fixtureHealth = (nowMs: number): Health => ({
  status: 'degraded',
  version: '0.1.0',
  serverTime: new Date(nowMs).toISOString(),
  services: [
    { service: 'database', status: 'up', detail: 'answers in 2 ms' },
    { service: 'workers', status: 'up', detail: '2 workers, 5 of 8 slots in use' },
    { service: 'sandbox docker', status: 'up', detail: 'holds memory, processes, disk, network and files' },
    {
      service: 'prompt ollama',
      status: 'down',
      detail:
        'http://127.0.0.1:11434 does not answer since 10:42:07; prompts come from the template meanwhile, and it is asked again in 20 s',
    },
    { service: 'model gpt-5', status: 'degraded', detail: 'answers 429 since 10:40:11; 4 tasks wait and go on by themselves at 10:52' },
  ],
});

/** What a priority task would do there. */
export function fixturePreview(world: FixtureWorld, projectId: string, title: string): InjectionPreview {
  const project = world.projects.get(projectId);
  const open = (project?.tasks ?? []).filter((task) => task.executable && (task.status === 'pending' || task.status === 'active'));
  const order = open.map(({ key, title: name }) => ({ key, title: name }));
  const [first] = order;
  return {
    mode: 'priority',
    title,
    problem: null,
    taskKey: 'T-010',
    needsApproval: false,
    interrupts: first ? { ...first, work: 'roll_back' } : null,
    replaces: null,
    oldOrder: order,
    newOrder: [{ key: 'T-010', title }, ...order],
    startsAs: 1,
    delayMinutes: 20,
  };
}

/** Figures of a month: some good, one missed, one that rests on too little. */
export function fixtureMetrics(nowMs: number): MetricView[] {
  const window = { from: new Date(nowMs - 30 * 24 * 60 * minute).toISOString(), to: new Date(nowMs).toISOString() };
  const share = (name: string, numerator: number, denominator: number, least: number): MetricView => ({
    name,
    numerator,
    denominator,
    n: denominator,
    value: denominator === 0 ? null : numerator / denominator,
    unit: 'share',
    goal: { is: 'at least', value: least },
    window,
    note: denominator < 20 ? `only ${denominator} samples` : null,
  });
  const minutes: MetricView = { ...share('minutesPerTask', 702, 84, 0), value: 8.4, unit: 'minutes', goal: { is: 'at most', value: 15 } };
  return [
    share('tasksWithoutPerson', 76, 84, 0.85),
    share('errorsResolvedByEngine', 5, 7, 0.7),
    minutes,
    share('repositorySetUps', 23, 25, 0.95),
    share('injectionsCommitted', 0, 0, 0.95),
  ];
}
