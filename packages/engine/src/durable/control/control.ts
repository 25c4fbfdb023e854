import { randomUUID } from 'node:crypto';
import { CodedError, type ControlAnswer, type ErrorCode, describeFailure } from '@devteam/api';
import { type ControlPlan, type ControlRefusal, type ControlRequest, planControl } from '../../decisions/control/plan-control.ts';
import { eventOfWish } from '../../decisions/control/steer.ts';
import { nextExecutionStatus } from '../../decisions/execution-table.ts';
import { getNextPhase, nextPhase } from '../../decisions/phase-table.ts';
import {
  type ExecutionRow,
  type Queryable,
  announceLog,
  appendEvents,
  changeExecution,
  channels,
  decideTask,
  executionEvent,
  findExecution,
  inProject,
  listProjects,
  saveReviewAnswer,
  saveTaskMark,
  taskEvent,
} from '../../store/index.ts';
import { advance, completionOf } from '../advance.ts';
import { automate } from '../commands.ts';
import type { Command } from '../hands.ts';
import { interruptTask } from '../interrupt-task.ts';
import { announceReview } from '../open-review.ts';
import { patiently } from '../patiently.ts';
import { type ControlRows, readControlRows } from './control-snapshot.ts';

/**
 * What a person asks of an execution. The answer comes as soon as the wish is written down; where nothing stands in the way it has taken
 * effect by then. Throws `control_refused` and others of `control-errors.ts`, with what may be asked instead.
 */
export async function control(command: Command, projectId: string, request: ControlRequest): Promise<ControlAnswer> {
  const plan = await patiently(() => inProject(command.pool, projectId, (db) => carryOut(db, projectId, request)), command.log);
  if (plan.replays) await automate(command, projectId, { askedBy: { kind: 'person', name: request.by } });
  else if (!plan.already) await advance(command, projectId);
  const now = await patiently(() => findExecution(command.pool, projectId), command.log);
  return {
    executionId: now?.id ?? null,
    status: now?.status ?? 'idle',
    desired: now?.desired ?? 'running',
    words: plan.words,
    already: plan.already,
  };
}

/** The same for all projects of a customer, each by itself; those that ended have nothing to do. */
export async function stopCustomer(
  command: Command,
  customerId: string,
  by: string,
): Promise<{ projectId: string; answer: ControlAnswer }[]> {
  const projects = (await patiently(() => listProjects(command.pool), command.log)).filter((each) => each.customerId === customerId);
  if (projects.length === 0) throw new CodedError('customer_not_found', { place: customerId });
  const answers = projects.map(async ({ id }) => ({
    projectId: id,
    answer: await control(command, id, { command: 'stop_everything', by }),
  }));
  return Promise.all(answers);
}

async function carryOut(db: Queryable, projectId: string, request: ControlRequest): Promise<ControlPlan> {
  const rows = await readControlRows(db, projectId);
  const plan = planControl(rows.snapshot, request);
  if (plan.outcome === 'refused') throw refusalOf(plan);
  if (plan.already) return plan;
  if (plan.task) await changeTask(db, projectId, rows, request, plan.task);
  const { execution } = rows;
  if (!execution) return plan;
  if (plan.command === 'clear_stop_points') await changeExecution(db, execution.id, { stops: [] });
  if (plan.wish) await wish(db, execution, plan, request.by);
  await appendEvents(db, projectId, [await executionEvent(db, execution.id)]);
  return plan;
}

/** Writes the wish, and moves at once what nothing stands in the way of; the tick after it does the rest. */
async function wish(db: Queryable, execution: ExecutionRow, plan: ControlPlan, by: string): Promise<void> {
  const { id, projectId } = execution;
  const wanted = plan.wish;
  if (!wanted) return;
  await changeExecution(db, id, {
    wish: {
      desired: wanted.state,
      pauseWhen: wanted.state === 'paused' ? wanted.when : null,
      stopWork: wanted.state === 'stopped' ? wanted.work : null,
      by,
    },
  });
  const event = eventOfWish(execution.status, wanted);
  const status = event && nextExecutionStatus(execution.status, event);
  if (event === 'resume' && status) {
    // The stop point where it halted is behind it now.
    const passedStops = execution.haltedAt ? [...execution.passedStops, execution.haltedAt] : execution.passedStops;
    await changeExecution(db, id, { status, reason: null, haltedAt: null, passedStops }, [execution.status]);
  }
  if (event === 'halt' && status) {
    const { interrupts } = plan;
    if (interrupts) await interruptTask(db, { executionId: id, key: interrupts.key, work: interrupts.work, why: `stopped by ${by}` });
    await changeExecution(db, id, { status, reason: describeFailure('stopped_by_person', { why: `${by} stopped it` }), ended: true });
    const update = await executionEvent(db, id);
    await appendEvents(db, projectId, [completionOf(update)]);
  }
  // A preparation hears of it here.
  await db.query('select pg_notify($1, $2)', [channels.control, `execution ${id}`]);
}

const marks = { skip_task: 'skipped', take_over: 'taken_over', replay_task: 'given_back', give_back: 'given_back' } as const;
const saidOf = { skipped: 'skipped', taken_over: 'taken over', given_back: 'given back' } as const;

async function changeTask(
  db: Queryable,
  projectId: string,
  { execution, reviews, snapshot, tasks }: ControlRows,
  { by, command }: ControlRequest,
  effect: NonNullable<ControlPlan['task']>,
): Promise<void> {
  const { key } = effect;
  const title = snapshot.list?.tasks.find((each) => each.key === key)?.title ?? key;
  const mark = marks[command as keyof typeof marks];
  await saveTaskMark(db, { projectId, key, title, mark, by, listStatus: effect.list, edit: randomUUID() });
  if (!execution || execution.endedAt) return;
  const say = `${saidOf[mark]} by ${by}`;
  const row = tasks.find((each) => each.title === title || each.key === key);
  if (row?.outcome === null) {
    const cut = await interruptTask(db, { executionId: execution.id, key: row.key, work: effect.interrupts ?? 'discard', why: say });
    if (cut.outcome === 'pushing') throw new CodedError('push_under_way', { place: key });
  } else if (row && (row.outcome === 'review' || row.outcome === 'failed' || row.outcome === 'canceled' || row.outcome === 'answered')) {
    // Selected again it begins with all attempts: as one that the list has given back.
    const phase = nextPhase(row.phase, 'interrupt') ?? getNextPhase('PREP', 'interrupt');
    const decided = await decideTask(
      db,
      { executionId: execution.id, key: row.key, from: [row.outcome] },
      { ...row, failure: null, carry: null, phase, outcome: effect.fresh ? 'superseded' : 'canceled' },
    );
    if (decided) await appendEvents(db, projectId, [await taskEvent(db, decided)]);
  }
  await announceLog(db, projectId, {
    executionId: execution.id,
    taskKey: key,
    attempt: row?.attempt ?? 0,
    node: null,
    level: 'info',
    stream: 'engine',
    lines: [say],
  });
  for (const review of reviews.filter((each) => each.taskKey === row?.key)) {
    await saveReviewAnswer(db, review.id, { key: `command-${randomUUID()}`, choice: 'skip', by, note: say });
    await announceReview(db, projectId, review.id);
  }
  await goOnAfterHand(
    db,
    execution,
    reviews.some((each) => each.taskKey !== row?.key),
  );
}

/** What waited only because nobody could go on without a person goes on, or finds anew that nothing can. */
async function goOnAfterHand(db: Queryable, execution: ExecutionRow, isStillAsked: boolean): Promise<void> {
  if (execution.status !== 'waiting_for_human' || isStillAsked) return;
  const status = nextExecutionStatus(execution.status, 'resume');
  if (status) await changeExecution(db, execution.id, { status, reason: null }, [execution.status]);
}

function refusalOf({ allowed, failure }: ControlRefusal): CodedError {
  const { code, evidence, place, why } = failure;
  return new CodedError(
    code as ErrorCode,
    { why: `${why}; possible now: ${allowed.join(', ') || 'nothing'}`, ...(place ? { place } : {}), ...(evidence ? { evidence } : {}) },
    { allowed },
  );
}
