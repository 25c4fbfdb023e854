import { CodedError, type ErrorCode, type Failure, type InjectionView } from '@devteam/api';
import { type Key, type TaskList, findTask, isClosed } from '@devteam/task-list';
import { type RetryPolicy, defineWorkflow } from '@devteam/workflow';
import { z } from 'zod';
import { type InjectionRequest, findFault } from '../../decisions/injection/injection-request.ts';
import { injectionStatusesAccepting } from '../../decisions/injection/injection-table.ts';
import { type PlacedInjection, planPlacement } from '../../decisions/injection/plan-injection.ts';
import { workOrder } from '../../decisions/injection/work-order.ts';
import {
  type InjectionChange,
  type InjectionRow,
  type Queryable,
  announceLog,
  appendEvents,
  changeInjection,
  inProject,
  injectionView,
} from '../../store/index.ts';
import { Fenced, type Command } from '../hands.ts';
import { interruptTask } from '../interrupt-task.ts';
import { type EditedList, type ListEdit, type ListEditor, editList, findBranchList } from '../nodes/edit-list.ts';
import { patiently } from '../patiently.ts';
import { mayPass } from '../task-workflows.ts';
import { type InjectionFacts, approvalPolicyOf, injectionSnapshot, readInjectionFacts } from './injection-facts.ts';

/** What the steps of one injection work with. */
export interface InjectionContext {
  command: Command;
  injectionId: string;
  projectId: string;
  /** Of whoever carries it out; a write under an older one changes nothing. */
  claim: string;
  request: InjectionRequest;
  editor: ListEditor;
  at: ListEdit['at'];
}

const Named = z.object({ key: z.string(), title: z.string() });
const Placed = z.object({
  taskKey: z.string(),
  oldOrder: z.array(Named),
  interrupts: Named.extend({ work: z.enum(['roll_back', 'drop']) }).nullable(),
  replaces: z.string().nullable(),
});
type Placed = z.infer<typeof Placed>;

/** A branch or a network that is away for some seconds must not lose what somebody asked for. */
const patient: RetryPolicy = { maxAttempts: 6, initialDelayMs: 500, factor: 3, maxDelayMs: 30_000, retryOn: mayPass };
const minutes = 60;

/**
 * A task comes into a list:
 *
 *   validate ► readList ► place ► strategy ─┬ interruptAndPutFirst ┐
 *                                           ├ interruptAndReplace ─┴► stopRunning ┐
 *                                           └ putFirst, replaceQueued, putAtPosition ┴► changeList ► notify
 *
 * Before `stopRunning` nothing has happened yet, so a refusal leaves no trace. What was stopped for nothing goes on with the next tick.
 */
export const injectionWorkflow = defineWorkflow<InjectionContext>()(
  { name: 'injection', version: 1, input: z.object({ injectionId: z.string() }) },
  (node) => {
    const validate = node('validate', {
      output: z.null(),
      run: ({ context }) => {
        const fault = findFault(context.request);
        if (fault) throw new CodedError('injection_invalid', { place: fault.field, why: fault.why });
        return null;
      },
    });
    const readList = node('readList', {
      needs: { validate },
      output: z.object({ branch: z.string(), listPath: z.string(), dialect: z.string(), commit: z.string() }),
      retry: patient,
      timeoutSeconds: 10 * minutes,
      run: async ({ context: { at, editor }, signal }) => {
        const { branch, found } = await findBranchList(editor, at, signal);
        await editor.saveList(found.list, { branch, path: found.path, commit: found.commit });
        return { branch, listPath: found.path, dialect: found.list.dialect, commit: found.commit };
      },
    });
    const place = node('place', {
      needs: { readList },
      output: Placed,
      retry: patient,
      run: ({ context, needs, signal }) => placeIn(context, needs.readList, signal),
    });
    const strategy = node.router('strategy', {
      needs: { place },
      routes: ['interruptAndPutFirst', 'interruptAndReplace', 'putFirst', 'replaceQueued', 'putAtPosition'],
      run: ({ context, needs }) => ({ route: routeOf(context.request.place.type, needs.place) }),
    });
    const stopRunning = node('stopRunning', {
      needs: { place, strategy: strategy.when('interruptAndPutFirst', 'interruptAndReplace') },
      output: z.object({ outcome: z.enum(['interrupted', 'pushing', 'not_open']) }),
      retry: patient,
      run: ({ context, needs }) => stopFor(context, needs.place),
    });
    const changeList = node('changeList', {
      needs: { readList, place, strategy },
      after: { stopRunning },
      output: z.object({ commit: z.string(), taskKey: z.string(), replaced: z.string().nullable(), newOrder: z.array(Named) }),
      retry: patient,
      timeoutSeconds: 10 * minutes,
      run: ({ context, needs, signal }) => putIn(context, { ...needs, isPushing: needs.stopRunning?.outcome === 'pushing' }, signal),
    });
    node('notify', {
      needs: { readList, place, changeList },
      output: z.null(),
      retry: patient,
      run: async ({ context, needs: { changeList: changed, place: placed, readList: at }, signal }) => {
        // A task that landed in the same moment may have stored the list without the new one.
        const list = await context.editor.findList({ commit: changed.commit, path: at.listPath, dialect: at.dialect }, signal);
        if (list) await context.editor.saveList(list, { branch: at.branch, path: at.listPath, commit: changed.commit });
        await settleInjection(context, 'finish', { ...changed, oldOrder: placed.oldOrder, ended: true });
        return null;
      },
    });
  },
);

export const namedOf =
  (list: TaskList) =>
  (key: Key): { key: Key; title: string } => ({ key, title: findTask(list, key)?.title ?? '' });

function routeOf(mode: InjectionRequest['place']['type'], { interrupts }: Placed) {
  if (mode === 'positional') return 'putAtPosition' as const;
  if (mode === 'priority') return interrupts ? ('interruptAndPutFirst' as const) : ('putFirst' as const);
  return interrupts ? ('interruptAndReplace' as const) : ('replaceQueued' as const);
}

export const refusalOf = ({ code, evidence, place, why }: Failure): CodedError =>
  new CodedError(code as ErrorCode, { why, ...(place ? { place } : {}), ...(evidence ? { evidence } : {}) });

function requirePlan(context: Pick<InjectionContext, 'editor' | 'request'>, facts: InjectionFacts, at: { list: TaskList; path: string }) {
  const planned = planPlacement(injectionSnapshot(facts, at, approvalPolicyOf(context.editor.project)), context.request);
  if (planned.outcome === 'refused') throw refusalOf(planned.failure);
  if (planned.outcome === 'replayed') throw new Error('A placement is never a replay');
  return planned.plan;
}

/** What the plan stops and replaces, by the names that the rows have for it. */
export function stoppedBy({ interrupts }: PlacedInjection, { running }: InjectionFacts): InjectionView['interrupted'] {
  return interrupts && running ? { key: running.key, title: running.title, work: interrupts.work } : null;
}

async function placeIn(
  context: InjectionContext,
  at: { commit: string; listPath: string; dialect: string },
  signal: AbortSignal,
): Promise<Placed> {
  const { command, editor, projectId } = context;
  const { commit, dialect, listPath: path } = at;
  const list = await editor.findList({ commit, path, dialect }, signal);
  if (!list) throw new Error(`The list of ${commit} was there a moment ago`);
  const facts = await patiently(() => readInjectionFacts(command.pool, projectId), command.log);
  const plan = requirePlan(context, facts, { list, path });
  return {
    taskKey: plan.injected.key,
    oldOrder: plan.oldOrder.map(namedOf(list)),
    interrupts: stoppedBy(plan, facts),
    replaces: plan.replaces,
  };
}

/** In one transaction with what is remembered of it: after a crash we still know that it was us. */
function stopFor(context: InjectionContext, { interrupts }: Placed): Promise<{ outcome: 'interrupted' | 'pushing' | 'not_open' }> {
  const { command, claim, injectionId, projectId, request } = context;
  if (!interrupts) throw new Error('Nothing is to be stopped');
  return patiently(
    () =>
      inProject(command.pool, projectId, async (db) => {
        const row = await changeInjection(db, injectionId, {}, { from: ['processing'], claim });
        if (!row) throw new Fenced(`Injection ${injectionId} is in other hands`);
        if (row.interrupted) return { outcome: 'interrupted' as const };
        const { execution, running } = await readInjectionFacts(db, projectId);
        if (!execution || running?.key !== interrupts.key) return { outcome: 'not_open' as const };
        const why = `«${request.task.title}» ${interrupts.work === 'drop' ? 'takes its place' : 'comes first'}, as ${request.by.id} asked`;
        const { outcome } = await interruptTask(db, { executionId: execution.id, key: running.key, work: 'discard', why });
        if (outcome !== 'interrupted') return { outcome };
        await tell(db, context, await changeInjection(db, injectionId, { interrupted: interrupts }, { from: ['processing'], claim }));
        return { outcome };
      }),
    command.log,
  );
}

async function putIn(
  context: InjectionContext,
  given: { readList: { branch: string; listPath: string; dialect: string }; place: Placed; isPushing: boolean },
  signal: AbortSignal,
): Promise<{ commit: string; taskKey: string; replaced: string | null; newOrder: { key: string; title: string }[] }> {
  const { command, editor, injectionId, projectId, request } = context;
  const facts = await patiently(() => factsNow(command, context, projectId, given.isPushing), command.log);
  let plan: PlacedInjection | undefined;
  const edited = await editList(
    editor,
    {
      key: `injection/${injectionId}`,
      subject: `Add task: ${request.task.title}`,
      body: `Put in by ${request.by.id} (${request.place.type}): ${request.reason}`,
      at: given.readList,
      operations: (list) => {
        plan = requirePlan(context, facts, { list, path: given.readList.listPath });
        return [plan.operation];
      },
    },
    signal,
  );
  const taskKey = keyOfNew(edited, request, given.place);
  const runsOn = plan?.interrupts ? undefined : facts.running?.key;
  return {
    commit: edited.commit,
    taskKey,
    replaced: plan ? plan.replaces : given.place.replaces,
    newOrder: workOrder(edited.list, runsOn).map(namedOf(edited.list)),
  };
}

/** What we have interrupted counts as running still: the new task comes before it, or in its place. */
async function factsNow(
  command: Command,
  { claim, injectionId }: InjectionContext,
  projectId: string,
  isPushing: boolean,
): Promise<InjectionFacts> {
  const row = await inProject(command.pool, projectId, (db) => changeInjection(db, injectionId, {}, { from: ['processing'], claim }));
  if (!row) throw new Fenced(`Injection ${injectionId} is in other hands`);
  const facts = await readInjectionFacts(command.pool, projectId);
  if (row.interrupted) return { ...facts, running: { ...row.interrupted, phase: 'PREP', claim } };
  if (isPushing && facts.running) return { ...facts, running: { ...facts.running, phase: 'PUSH' } };
  return facts;
}

/** An edit that was there already says nothing of its key: a crash came between the push and our note of it. */
function keyOfNew({ list, outcomes }: EditedList, { at, task }: InjectionRequest, { taskKey }: Placed): Key {
  const key = outcomes[0]?.key;
  if (key) return key;
  const meant = findTask(list, taskKey);
  if (meant && !isClosed(meant.status)) return meant.key;
  const own = list.tasks.find(({ injection, title }) => injection?.at === at || title === task.title);
  return own?.key ?? taskKey;
}

/** Ends an injection; whoever it held back goes on afterwards. Undefined: somebody else has ended it. */
export async function settleInjection(
  context: Pick<InjectionContext, 'claim' | 'command' | 'injectionId' | 'projectId'>,
  event: 'finish' | 'refuse' | 'undo',
  change: InjectionChange,
): Promise<void> {
  const { claim, command, injectionId, projectId } = context;
  const status = { finish: 'done', refuse: 'refused', undo: 'rolled_back' } as const;
  await patiently(
    () =>
      inProject(command.pool, projectId, async (db) => {
        const only = { from: injectionStatusesAccepting(event), claim };
        await tell(db, context, await changeInjection(db, injectionId, { ...change, status: status[event] }, only));
      }),
    command.log,
  );
}

/** Everybody hears of where it stands. */
export async function tell(db: Queryable, { projectId }: { projectId: string }, row: InjectionRow | undefined): Promise<void> {
  if (!row) return;
  const injection = await injectionView(db, row);
  const { execution } = await readInjectionFacts(db, projectId);
  await appendEvents(db, projectId, [{ type: 'injection-update', payload: { executionId: execution?.id ?? null, injection } }]);
  const words = wordsOf(injection);
  if (!execution || !words) return;
  await announceLog(db, projectId, {
    executionId: execution.id,
    taskKey: null,
    attempt: 1,
    node: null,
    level: injection.status === 'done' ? 'info' : 'warn',
    stream: 'engine',
    lines: [words],
  });
}

function wordsOf({ by, failure, mode, replaced, status, taskKey, title }: InjectionView): string | undefined {
  const what = `«${title}»`;
  if (status === 'done') return `${by} put in ${taskKey} ${what}${mode === 'replace' ? ` in place of ${replaced}` : ''}`;
  if (status === 'refused' || status === 'rolled_back') return `${what} of ${by} was not put in: ${failure?.why ?? 'it was refused'}`;
  return undefined;
}
