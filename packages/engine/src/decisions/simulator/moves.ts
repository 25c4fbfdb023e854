import { isEnded } from '@devteam/api';
import { type Key, type Status, applyEdits, parse, readiness, setStatus } from '@devteam/task-list';
import { type SteeredStep, steer } from '../control/steer.ts';
import { nextExecutionStatus, type ExecutionEvent } from '../execution-table.ts';
import { interruptClaim } from '../injection/late-result.ts';
import { getNextPhase, nextPhase } from '../phase-table.ts';
import { openReview } from '../review/review.ts';
import { type NodeName, type ProjectRows, type TaskRow, type World, getExecution, hour, later, openTask, second } from './world.ts';

/** Writes the list of the branch as one more commit. */
export function writeStatus(project: ProjectRows, key: Key, status: Status): void {
  project.list = parse(applyEdits(project.list.bytes, setStatus(project.list, key, status)), { path: 'task_lists.md' });
  project.tip += 1;
}

export function moveExecution(project: ProjectRows, event: ExecutionEvent): void {
  const execution = getExecution(project);
  const status = nextExecutionStatus(execution.status, event);
  if (!status) return;
  execution.status = status;
  if (isEnded(status)) project.ended.push(JSON.stringify(execution));
}

export function makeReady(world: World, task: TaskRow, name: NodeName, waitMs = 0): void {
  task.node = { name, state: 'ready', readySince: world.now, notBefore: world.now + waitMs, startedAt: 0 };
  if (waitMs > 0) later(world, waitMs, () => undefined);
}

/** Whatever the attempt still brings is fenced from here on. */
export function cutOff(task: TaskRow): void {
  task.claim = interruptClaim(task).claim;
  task.outcome = 'canceled';
  task.phase = nextPhase(task.phase, 'interrupt') ?? task.phase;
  task.node = null;
}

/** Ticks of one project until it stands still. */
export function advance(world: World, project: ProjectRows): void {
  for (let round = 0; round < 10; round++) {
    const { execution } = project;
    if (!execution) return;
    const open = openTask(project);
    const stopAfter = execution.stops.flatMap((stop) => (stop.when === 'after' ? [stop.target] : []));
    const { status, prepared, passedStops } = execution;
    const snapshot = {
      execution: { status, prepared, stopAfter, passedStops },
      list: prepared ? project.list : null,
      leftAlone: project.takenOver,
      tasks: execution.tasks,
    };
    const openTaskNow = open ? { key: open.key, phase: open.phase, isNodeRunning: open.node?.state === 'running' } : null;
    const step = steer(snapshot, execution.wish, openTaskNow);
    if (!carryOut(world, project, step)) return;
  }
  world.violations.push(`${project.id} never stands still`);
}

/** Whether another tick may find more to do. */
function carryOut(world: World, project: ProjectRows, step: SteeredStep): boolean {
  const execution = getExecution(project);
  switch (step.do) {
    case 'nothing':
    case 'work':
    // Answers take effect at once here.
    case 'reopen':
      return false;
    case 'prepare':
      prepare(world, project);
      return false;
    case 'cut':
    case 'interrupt': {
      if (step.do === 'interrupt') moveExecution(project, 'stop');
      const task = openTask(project);
      if (task?.phase === 'PUSH' && task.node?.state === 'running')
        world.violations.push(`${project.id}: the push of ${task.key} was cut off`);
      if (task) cutOff(task);
      // A cut that a person asked for is no sign of a task that changes under our hands.
      if (task && step.do === 'cut') task.selections -= 1;
      return true;
    }
    case 'select':
      select(world, project, step.task);
      return false;
    case 'settle': {
      const last = execution.tasks.at(-1);
      if (step.event === 'halt' && step.at) execution.haltedAt = step.at;
      moveExecution(project, step.event);
      const isKnown = project.reviews.some(({ answer, task }) => answer === null && task.key === last?.key);
      if (step.event === 'ask' && last?.outcome === 'review' && !isKnown) project.reviews.push(reviewOf(world, project, last));
      return false;
    }
  }
}

function prepare(world: World, project: ProjectRows): void {
  const execution = getExecution(project);
  if (world.memory.preparing.has(execution.id)) return;
  const { memory } = world;
  memory.preparing.add(execution.id);
  later(world, 10 * second, () => {
    // A process that died prepares nothing.
    if (world.memory !== memory || isEnded(execution.status)) return;
    execution.prepared = true;
    moveExecution(project, 'run');
  });
}

function select(world: World, project: ProjectRows, chosen: { key: Key; title: string }): void {
  const execution = getExecution(project);
  const known = execution.tasks.find(({ key }) => key === chosen.key);
  const row: TaskRow = {
    ...(known ?? { attempt: 1, failed: [], waits: 0, selections: 0 }),
    key: chosen.key,
    title: chosen.title,
    outcome: null,
    failure: null,
    selections: (known?.selections ?? 0) + 1,
    phase: getNextPhase('SELECT', 'select'),
    round: 0,
    maxAttempts: 3,
    claim: null,
    node: null,
    tip: -1,
  };
  execution.tasks = [...execution.tasks.filter((task) => task !== known), row];
  makeReady(world, row, 'gatherContext');
  judgeSelection(world, project, row);
}

/** The promises that a selection could break. */
function judgeSelection(world: World, project: ProjectRows, row: TaskRow): void {
  const execution = getExecution(project);
  const at = `${project.id} at ${world.now / hour} h`;
  if (!readiness(project.list, row.key).ready) world.violations.push(`${at}: ${row.key} was selected and is not ready`);
  if (execution.wish.state !== 'running')
    world.violations.push(`${at}: ${row.key} was selected under a wish to be ${execution.wish.state}`);
  if (project.takenOver.has(row.key)) world.violations.push(`${at}: ${row.key} was selected and a person has it`);
  if (project.landings.some(({ key }) => key === row.key)) world.violations.push(`${at}: ${row.key} was selected and has landed`);
  const landed = new Set(execution.tasks.filter(({ outcome }) => outcome === 'landed').map(({ key }) => key));
  const stop = execution.stops.find(({ when, ...rest }) => when === 'after' && 'target' in rest && landed.has(rest.target));
  if (stop) world.violations.push(`${at}: ${row.key} was selected behind a stop point`);
}

function reviewOf(world: World, project: ProjectRows, task: TaskRow): ProjectRows['reviews'][number] {
  world.counter += 1;
  if (!task.failure) throw new Error(`${task.key} asks for a review and does not say why`);
  const { key, title, failure } = task;
  const given = { customerId: project.customerId, projectId: project.id, executionId: getExecution(project).id, openedAt: world.now };
  return openReview(
    { ...given, reviewId: `r${world.counter}`, task: { key, title }, why: failure, facts: [], claims: [] },
    { isKept: false },
    hour,
  );
}
