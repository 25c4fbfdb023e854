import { type ErrorCode, type ExecutionStatus, type Failure, type Phase, describeFailure, isActive } from '@devteam/api';
import {
  type InjectPlace,
  type Injected,
  type Key,
  type Operation,
  type TaskList,
  TaskListRefusal,
  applyEdits,
  findTask,
  inject,
  injectErrorResolution,
  isClosed,
  isFinished,
  parse,
  refOf,
  subtree,
} from '@devteam/task-list';
import { type ApprovalPolicy, type Injection, type InjectionRequest, contentOf, findFault } from './injection-request.ts';
import { findCircle, workOrder } from './work-order.ts';

/** What an injection sees of its project. Nothing of another project is in it, so nothing of another can be touched. */
export interface InjectionSnapshot {
  readonly path: string;
  /** The list as the branch has it, with what is not published yet. */
  readonly list: TaskList;
  readonly execution: { readonly status: ExecutionStatus; readonly desired: 'running' | 'paused' | 'stopped' } | null;
  /** The task under way, by the key that the list has for it now. */
  readonly running: { readonly key: Key; readonly phase: Phase; readonly claim: string } | null;
  readonly injections: readonly Injection[];
  /** Tasks whose review nobody has answered. */
  readonly openReviews: readonly Key[];
  readonly policy: ApprovalPolicy;
}

export interface PlacedInjection {
  /** `approval`: somebody has to approve first, and nothing happens before; then `planPlacement` looks at the list of that day. */
  readonly status: 'approval' | 'pending';
  readonly injected: Injected;
  /** The same as something that can be done to a newer version of the list as well. */
  readonly operation: Operation;
  /** The list with the new task. */
  readonly list: TaskList;
  /**
   * The one task that is stopped, and what becomes of its work: rolled back (it runs again after the new one) or dropped (replaced).
   * Its claim ends with it, so whatever it still brings is fenced (`judgeResult`).
   */
  readonly interrupts: { readonly key: Key; readonly claim: string; readonly work: 'roll_back' | 'drop' } | null;
  readonly replaces: Key | null;
  readonly oldOrder: readonly Key[];
  readonly newOrder: readonly Key[];
  /** 1: it is next. null: it cannot start as the list stands, since it waits for what is blocked. */
  readonly startsAs: number | null;
  readonly impact: {
    /** By the estimate of the new task; null without one. */
    readonly delayMinutes: number | null;
    /** Tasks that come after it, in their order. */
    readonly delayed: readonly Key[];
  };
}

export type InjectionPlan =
  | { readonly outcome: 'accepted'; readonly plan: PlacedInjection }
  /** It came before: nothing happens again. */
  | { readonly outcome: 'replayed'; readonly injection: Injection }
  | { readonly outcome: 'refused'; readonly failure: Failure };

type Known = Parameters<typeof describeFailure>[1];
const refused = (code: ErrorCode, known: Known = {}): InjectionPlan => ({ outcome: 'refused', failure: describeFailure(code, known) });

/**
 * What a request to add a task would do, or why it cannot be. A preview is this function, and nothing more; what is carried out is its
 * answer on the snapshot of the moment, under the lock of the project.
 */
export function planInjection(snapshot: InjectionSnapshot, request: InjectionRequest): InjectionPlan {
  const before = snapshot.injections.find((injection) => injection.key === request.key);
  if (before?.content === contentOf(request)) return { outcome: 'replayed', injection: before };
  if (before) return refused('injection_key_reused', { place: request.key });
  const { rights } = request.by;
  const isOurs = request.source === 'error_resolution';
  if (!isOurs && rights.length === 0)
    return refused('injection_not_permitted', { place: request.by.id, why: 'it takes inject.request or inject.approve' });
  const fault = findFault(request);
  if (fault) return refused('injection_invalid', { place: fault.field, why: fault.why });
  const planned = planPlacement(snapshot, request);
  const mustWait = !isOurs && snapshot.policy[request.place.type] === 'approval' && !rights.includes('inject.approve');
  if (planned.outcome !== 'accepted' || !mustWait) return planned;
  return { outcome: 'accepted', plan: { ...planned.plan, status: 'approval' } };
}

/** The second half, also for a request that was approved: key and rights were looked at when it came, the list is looked at now. */
export function planPlacement(snapshot: InjectionSnapshot, request: InjectionRequest): InjectionPlan {
  const { list } = snapshot;
  if (list.tasks.length > 0 && isFinished(list)) return refused('injection_list_finished');
  const addressed = address(snapshot, request);
  if ('outcome' in addressed) return addressed;
  const { id, task, at, reason, by } = request;
  const wanted = id === undefined ? {} : { id };
  const injected = attempt(() =>
    request.error
      ? injectErrorResolution(list, { ...request.error, at, ...wanted })
      : inject(list, { place: addressed.place, task, at, reason, by: by.id, ...wanted }),
  );
  if ('outcome' in injected) return injected;
  const after = parse(applyEdits(list.bytes, injected.edits), { path: snapshot.path, dialect: list.dialect, settings: list.settings });
  const fault = findNewFault(after, injected.key);
  if (fault) return fault;

  const { interrupts } = addressed;
  const runsOn = interrupts || request.error ? undefined : snapshot.running?.key;
  const newOrder = workOrder(after, runsOn);
  const startsAs = newOrder.indexOf(injected.key) + 1;
  return {
    outcome: 'accepted',
    plan: {
      status: 'pending',
      injected,
      operation: operationOf(list, request, addressed.place),
      list: after,
      interrupts,
      replaces: addressed.replaces,
      oldOrder: workOrder(list, snapshot.running?.key),
      newOrder,
      startsAs: startsAs === 0 ? null : startsAs,
      impact: { delayMinutes: task.estimatedDuration ?? null, delayed: startsAs === 0 ? [] : newOrder.slice(startsAs) },
    },
  };
}

type Addressed = { place: InjectPlace } & Pick<PlacedInjection, 'interrupts' | 'replaces'>;

/** Turns «the current task» into a key, and says who is stopped for it. A push that has begun is never cut off. */
function address(snapshot: InjectionSnapshot, { place, error }: InjectionRequest): Addressed | InjectionPlan {
  const { list, running, execution } = snapshot;
  const isPushing = running?.phase === 'PUSH' || running?.phase === 'DONE';
  const held = execution && isActive(execution.status) ? running : null;
  if (error) {
    const original = findTask(list, error.originalTask);
    if (original?.kind !== 'error_resolution') return { place: { type: 'priority' }, interrupts: null, replaces: null };
    return refused('injection_invalid', {
      place: 'error.originalTask',
      why: `${original.key} resolves an error itself; its failure is a failed attempt and no error of its own`,
    });
  }
  switch (place.type) {
    case 'positional':
      return { place, interrupts: null, replaces: null };
    case 'priority': {
      if (!held) return { place, interrupts: null, replaces: null };
      if (!isPushing)
        return {
          place: { type: 'priority', current: firstOf(list, held.key) },
          interrupts: { key: held.key, claim: held.claim, work: 'roll_back' },
          replaces: null,
        };
      const [, next] = workOrder(list, held.key);
      if (next !== undefined) return { place: { type: 'priority', current: next }, interrupts: null, replaces: null };
      return { place: { type: 'positional', after: held.key }, interrupts: null, replaces: null };
    }
    case 'replace': {
      const target = place.target ?? held?.key;
      if (target === undefined)
        return refused('injection_place_unknown', { why: 'nothing runs, so the task to replace has to be named', place: 'target' });
      const task = findTask(list, target);
      if (!task) return { place: { type: 'replace', target }, interrupts: null, replaces: null };
      if (isClosed(task.status)) return refused('task_closed', { place: task.key, why: `it is ${task.status}` });
      const covered = new Set(subtree(list, task.key).map((each) => each.key));
      const review = snapshot.openReviews.find((key) => covered.has(key));
      if (review !== undefined) return refused('review_pending', { place: review });
      const isUnderWay = held !== null && covered.has(held.key);
      if (isUnderWay && isPushing) return refused('push_under_way', { place: held.key });
      return {
        place: { type: 'replace', target: task.key },
        interrupts: isUnderWay ? { key: held.key, claim: held.claim, work: 'drop' } : null,
        replaces: task.key,
      };
    }
  }
}

function operationOf(list: TaskList, request: InjectionRequest, place: InjectPlace): Operation {
  const { at, by, error, reason, task } = request;
  const id = request.id ?? null;
  if (error) return { op: 'injectErrorResolution', error: { ...error, at }, ref: refOf(list, error.originalTask), id };
  const anchor = anchorOf(place);
  const ref = anchor !== undefined && findTask(list, anchor) ? refOf(list, anchor) : null;
  return { op: 'inject', request: { place, task, at, reason, by: by.id }, ref, id };
}

/** The task that the new one is placed by; a group is none. */
function anchorOf(place: InjectPlace): Key | undefined {
  if (place.type === 'priority') return place.current;
  if (place.type === 'replace') return place.target;
  if ('before' in place) return place.before;
  return 'after' in place ? place.after : undefined;
}

/** A ready task may stand before the one that runs, since somebody put it there meanwhile: the urgent one comes before that as well. */
function firstOf(list: TaskList, running: Key): Key {
  const [first] = workOrder(list);
  const at = (key: Key | undefined) => list.tasks.findIndex((task) => task.key === key);
  return first !== undefined && at(first) < at(running) ? first : running;
}

function attempt(injection: () => Injected): Injected | InjectionPlan {
  try {
    return injection();
  } catch (error) {
    if (!(error instanceof TaskListRefusal)) throw error;
    const { code, diagnostic } = error;
    if (code === 'E140') return refused('injection_invalid', { why: diagnostic.message });
    const known = { why: diagnostic.message, ...(diagnostic.found ? { place: diagnostic.found } : {}) };
    if (code === 'E141') return refused('injection_id_taken', known);
    if (code.startsWith('E0') || code === 'E133') return refused('task_list_unreadable', known);
    return refused('injection_place_unknown', known);
  }
}

/** What the new task breaks: it waits for itself, or for something that is not in the list. */
function findNewFault(after: TaskList, key: Key): InjectionPlan | undefined {
  const circle = findCircle(after, key);
  if (circle) return refused('injection_cycle', { place: key, why: circle.join(' waits for ') });
  const own = after.diagnostics.find((diagnostic) => diagnostic.severity === 'error' && diagnostic.key === key);
  if (own?.code === 'E111' || own?.code === 'E112') return refused('injection_cycle', { place: key, why: own.message });
  if (own) return refused('injection_invalid', { place: own.code === 'E110' ? 'task.dependencies' : key, why: own.message });
  return undefined;
}
