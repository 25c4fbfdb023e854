import { type ReviewChoice, isActive } from '@devteam/api';
import { isClosed, isFinished } from '@devteam/task-list';
import type { ControlCommand } from '../control/control-table.ts';
import { type ControlPlan, type ControlSnapshot, planControl, planStopEverything } from '../control/plan-control.ts';
import { eventOfWish } from '../control/steer.ts';
import { type RequestedPlace, contentOf } from '../injection/injection-request.ts';
import { planInjection } from '../injection/plan-injection.ts';
import { getNextPhase, nextPhase } from '../phase-table.ts';
import { answerReview } from '../review/answer-review.ts';
import { planStopPoints } from '../stop-points/plan-stop-points.ts';
import type { StopWish } from '../stop-points/stop-wish.ts';
import { advance, cutOff, makeReady, moveExecution, writeStatus } from './moves.ts';
import { type ProjectRows, type World, getExecution, openTask } from './world.ts';

export type Deed =
  | { readonly do: 'crash' }
  | { readonly do: 'start' | 'commit' }
  | { readonly do: 'command'; readonly command: ControlCommand; readonly task: number }
  | { readonly do: 'inject'; readonly kind: 'priority' | 'replace' | 'positional'; readonly task: number }
  | { readonly do: 'stop_at'; readonly when: 'after' | 'before_merge'; readonly task: number }
  | { readonly do: 'answer'; readonly choice: Exclude<ReviewChoice, 'approve'> };

type Act = Exclude<Deed, { readonly do: 'crash' }>;

/** What a person does to one project. Whatever is refused changes nothing. */
export function act(world: World, project: ProjectRows, deed: Act): void {
  const others = () =>
    JSON.stringify(
      world.projects
        .filter(
          (each) =>
            each !== project && !(deed.do === 'command' && deed.command === 'stop_everything' && each.customerId === project.customerId),
        )
        .map(({ execution, tip }) => [execution, tip]),
    );
  const before = others();
  perform(world, project, deed);
  if (others() !== before) world.violations.push(`${deed.do} in ${project.id} changed another project`);
}

function perform(world: World, project: ProjectRows, deed: Act): void {
  switch (deed.do) {
    case 'start':
      return start(world, project);
    case 'commit':
      project.tip += 1;
      return;
    case 'command':
      return command(world, project, deed.command, taskAt(project, deed.task));
    case 'inject':
      return injectTask(world, project, deed.kind, taskAt(project, deed.task));
    case 'stop_at':
      return stopAt(project, { when: deed.when, target: taskAt(project, deed.task) });
    case 'answer':
      return answer(world, project, deed.choice);
  }
}

const taskAt = ({ list }: ProjectRows, index: number): string => list.tasks[index % list.tasks.length]?.key ?? '1.1';

export function start(world: World, project: ProjectRows): void {
  const before = project.execution;
  if (before && isActive(before.status)) return;
  world.counter += 1;
  const passedStops = before ? [...before.passedStops, ...(before.haltedAt ? [before.haltedAt] : [])] : [];
  project.execution = {
    id: `e${world.counter}`,
    status: 'initializing',
    wish: { state: 'running' },
    prepared: false,
    stops: [],
    passed: [],
    passedStops,
    haltedAt: null,
    tasks: [],
  };
  advance(world, project);
}

function snapshotOf(project: ProjectRows): ControlSnapshot {
  const { execution, list, takenOver, reviews } = project;
  const tasks: ControlSnapshot['tasks'] = new Map([
    ...[...takenOver].map(([key, by]) => [key, { phase: null, outcome: null, takenOverBy: by }] as const),
    ...(execution?.tasks ?? []).map(
      ({ key, phase, outcome }) =>
        [key, { phase: outcome === null ? phase : null, outcome, takenOverBy: takenOver.get(key) ?? null }] as const,
    ),
  ]);
  return { list, execution, tasks, openReviews: reviews.filter((review) => review.answer === null).map(({ task }) => task.key) };
}

export function command(world: World, project: ProjectRows, name: ControlCommand, task: string): void {
  if (name === 'stop_everything') {
    const rows = world.projects.map((each) => ({ customerId: each.customerId, project: each, snapshot: snapshotOf(each) }));
    for (const { row, plan } of planStopEverything(rows, project.customerId, 'ana'))
      if (plan.outcome === 'accepted') carryOut(world, row.project, plan);
    return;
  }
  const plan = planControl(snapshotOf(project), { command: name, task, by: 'ana' });
  if (plan.outcome === 'accepted') return carryOut(world, project, plan);
  if (!plan.allowed.includes('stop_everything')) world.violations.push(`${name} was refused and nothing is allowed`);
}

function carryOut(world: World, project: ProjectRows, plan: ControlPlan): void {
  const { execution } = project;
  if (plan.already) return;
  if (plan.task) changeTask(world, project, plan.command, plan.task);
  if (plan.replays) start(world, project);
  if (plan.command === 'clear_stop_points' && execution) execution.stops = [];
  if (plan.wish && execution) {
    execution.wish = plan.wish;
    const event = eventOfWish(execution.status, plan.wish);
    const open = openTask(project);
    if (event === 'halt' && open && plan.interrupts?.key === open.key) cutOff(open);
    if (event) moveExecution(project, event);
  }
  advance(world, project);
}

function changeTask(world: World, project: ProjectRows, name: ControlCommand, effect: NonNullable<ControlPlan['task']>): void {
  const { key } = effect;
  const row = project.execution?.tasks.find((each) => each.key === key);
  if (effect.list !== null) writeStatus(project, key, effect.list);
  if (name === 'take_over') project.takenOver.set(key, 'ana');
  if (name === 'give_back') project.takenOver.delete(key);
  const review = project.reviews.find((each) => each.answer === null && each.task.key === key);
  if (review)
    project.reviews = project.reviews.map((each) =>
      each === review ? { ...each, answer: { key: 'command', by: 'ana', choice: 'skip', note: name } } : each,
    );
  if (!row || !project.execution || !isActive(project.execution.status)) return;
  const wasInReview = row.outcome === 'review';
  if (row.outcome === null) cutOff(row);
  if (effect.fresh) Object.assign(row, { attempt: 1, waits: 0, failed: [], selections: 0 });
  if (!wasInReview) return;
  row.outcome = name === 'replay_task' ? null : 'canceled';
  row.phase = nextPhase(row.phase, name === 'replay_task' ? 'retry' : 'interrupt') ?? row.phase;
  if (name === 'replay_task') makeReady(world, row, 'gatherContext');
}

function injectTask(world: World, project: ProjectRows, kind: 'priority' | 'replace' | 'positional', target: string): void {
  const { execution } = project;
  const open = openTask(project);
  const place: RequestedPlace =
    kind === 'positional'
      ? { type: kind, after: target }
      : kind === 'replace'
        ? { type: kind, ...(open ? {} : { target }) }
        : { type: kind };
  world.counter += 1;
  const request = {
    key: `k${world.counter}`,
    source: 'person',
    by: { id: 'ana', rights: ['inject.approve'] },
    place,
    task: { title: `Injected ${world.counter}` },
    reason: 'because',
    at: '2026-11-26T10:00:00Z',
  } as const;
  const snapshot = {
    path: 'task_lists.md',
    list: project.list,
    execution: execution ? { status: execution.status, desired: execution.wish.state } : null,
    running: open ? { key: open.key, phase: open.phase, claim: open.claim ?? '' } : null,
    injections: project.injections,
    openReviews: project.reviews.filter((review) => review.answer === null).map(({ task }) => task.key),
    policy: { priority: 'auto', replace: 'auto', positional: 'auto' },
  } as const;
  const planned = planInjection(snapshot, request);
  if (planned.outcome !== 'accepted') return;
  const { plan } = planned;
  const isFirst = plan.newOrder[0] === plan.injected.key;
  if (kind === 'priority' && plan.interrupts && plan.startsAs !== null && !isFirst)
    world.violations.push(`${project.id}: ${plan.injected.key} is urgent and not next`);
  project.list = plan.list;
  project.tip += 1;
  if (open && plan.interrupts?.key === open.key) cutOff(open);
  const stored = {
    injectionId: request.key,
    key: request.key,
    content: contentOf(request),
    type: kind,
    status: 'done',
    taskKey: plan.injected.key,
    addressed: plan.replaces,
  } as const;
  project.injections = [...project.injections, stored];
  if (planInjection({ ...snapshot, injections: project.injections }, request).outcome !== 'replayed')
    world.violations.push('the same injection came twice');
  advance(world, project);
}

function stopAt(project: ProjectRows, wish: StopWish): void {
  const { execution, list } = project;
  if (!execution || planControl(snapshotOf(project), { command: 'set_stop_points', by: 'ana' }).outcome === 'refused') return;
  const open = openTask(project);
  const running = open ? { key: open.key, phase: open.phase } : null;
  const plan = planStopPoints({ list, running, spent: { minutes: 0, attempts: 0, tokens: 0, dollars: 0 } }, [wish]);
  if (plan.outcome === 'accepted') execution.stops = [...plan.stops];
}

export function answer(world: World, project: ProjectRows, choice: Exclude<ReviewChoice, 'approve'>): void {
  const review = project.reviews.find((each) => each.answer === null);
  if (!review) return;
  const planned = answerReview(review, { key: 'a', by: 'ana', choice, note: 'like this' });
  if (planned.outcome !== 'accepted') return;
  const { effect } = planned;
  project.reviews = project.reviews.map((each) => (each === review ? planned.review : each));
  const { execution } = project;
  const { key } = review.task;
  const task = project.list.tasks.find((each) => each.key === key);
  if (effect.list !== null && task && !isClosed(task.status)) writeStatus(project, key, effect.list);
  const row = execution?.tasks.find((each) => each.key === key);
  if (!execution || execution.id !== review.executionId || !row || row.outcome !== 'review' || !isActive(execution.status)) return;
  // Work of a person goes through the same steps as a new attempt.
  const event = effect.event === 'merge' ? 'retry' : effect.event;
  row.phase = getNextPhase(row.phase, event);
  row.outcome = event === 'retry' ? null : 'canceled';
  if (effect.fresh) Object.assign(row, { attempt: 1, waits: 0, failed: [] });
  if (event === 'retry') makeReady(world, row, 'gatherContext');
  if (effect.execution === 'halt') execution.wish = { state: 'stopped', work: 'keep' };
  if (execution.status === 'waiting_for_human') moveExecution(project, effect.execution === 'halt' ? 'halt' : 'resume');
  advance(world, project);
}

/** Somebody who brings everything to its end: answers, gives back, resumes, opens again what is blocked, starts again. */
export function tidy(world: World, project: ProjectRows): void {
  const { budget } = project;
  project.budget = { ...budget, limits: { attempts: (budget.used.attempts ?? 0) + 10 }, warned: [] };
  for (const key of project.takenOver.keys()) command(world, project, 'give_back', key);
  answer(world, project, 'send_back');
  if (project.execution?.status === 'paused') command(world, project, 'resume', '');
  if (project.execution?.status === 'waiting_for_human') {
    for (const { key, status } of project.list.tasks)
      if (status === 'blocked' || status === 'human-review') writeStatus(project, key, 'pending');
    for (const row of getExecution(project).tasks) row.selections = 0;
    command(world, project, 'resume', '');
  }
  if (project.execution?.wish.state === 'paused') command(world, project, 'resume', '');
  if (!isFinished(project.list)) start(world, project);
}
