import { randomUUID } from 'node:crypto';
import { CodedError, type InjectionPreview, type InjectionView } from '@devteam/api';
import type { TaskList } from '@devteam/task-list';
import { type InjectionRequest, type RequestedPlace, contentOf, readPosition } from '../../decisions/injection/injection-request.ts';
import { injectionStatusesAccepting } from '../../decisions/injection/injection-table.ts';
import { type InjectionPlan, planInjection } from '../../decisions/injection/plan-injection.ts';
import { workOrder } from '../../decisions/injection/work-order.ts';
import {
  type InjectionRow,
  addInjection,
  changeInjection,
  findInjectionByKey,
  findInjectionRow,
  findTaskList,
  inProject,
  injectionView,
} from '../../store/index.ts';
import type { Command } from '../hands.ts';
import { parseList } from '../nodes/candidate.ts';
import { findBranchList } from '../nodes/edit-list.ts';
import { openListEditor } from '../open-list-editor.ts';
import { patiently } from '../patiently.ts';
import { type InjectionFacts, approvalPolicyOf, injectionSnapshot, readInjectionFacts } from './injection-facts.ts';
import type { NewInjection } from './new-injection.ts';
import { namedOf, refusalOf, stoppedBy, tell } from './injection-workflow.ts';

/** At the remote, or what a stored list takes. */
const lookWithinMs = 60_000;

/** Writes the request down and begins to carry it out, or throws why it cannot be; then nothing was written. */
export async function requestInjection(command: Command, projectId: string, wanted: NewInjection): Promise<InjectionView> {
  const { log, pool } = command;
  const request = requestOf(wanted);
  const before = await patiently(() => findInjectionByKey(pool, projectId, request.key), log);
  if (before) return replayed(command, before, request);
  const { facts, list, plan } = await lookFor(command, projectId, request);
  if (plan.outcome !== 'accepted') throw plan.outcome === 'refused' ? refusalOf(plan.failure) : new Error('It was not there before');
  const { injected, newOrder, oldOrder, replaces, status } = plan.plan;
  const id = randomUUID().slice(0, 13);
  const stored = await patiently(
    () =>
      inProject(pool, projectId, async (db): Promise<InjectionRow | undefined> => {
        const known = await findInjectionByKey(db, projectId, request.key);
        // The commit's answer was lost and this is the second try, or somebody has sent the same meanwhile.
        if (known) return known;
        await addInjection(db, {
          id,
          projectId,
          key: request.key,
          content: contentOf(request),
          mode: wanted.mode,
          request,
          place: wanted.place ?? null,
          status,
          taskKey: injected.key,
          replaced: replaces,
          oldOrder: oldOrder.map(namedOf(list)),
          newOrder: newOrder.map(namedOf(plan.plan.list)),
        });
        const row = await findInjectionRow(db, id);
        await tell(db, { projectId }, row);
        return row;
      }),
    log,
  );
  if (!stored) throw new Error(`Injection ${id} was not written`);
  if (stored.id !== id) return replayed(command, stored, request);
  if (facts.execution) log('info', `${request.by.id} puts «${request.task.title}» into the list of ${projectId}`);
  if (status === 'pending') await patiently(() => command.starts().startInjection(id), log);
  return patiently(() => injectionView(pool, stored), log);
}

/** What would happen, as a preview; a problem is part of it. */
export async function previewInjection(command: Command, projectId: string, wanted: NewInjection): Promise<InjectionPreview> {
  const request = requestOf(wanted);
  const { facts, list, plan } = await lookFor(command, projectId, request);
  const common = { mode: wanted.mode, title: request.task.title };
  if (plan.outcome !== 'accepted') {
    const order = workOrder(list, facts.running?.key).map(namedOf(list));
    const nothing = { taskKey: null, needsApproval: false, interrupts: null, replaces: null, startsAs: null, delayMinutes: null };
    return { ...common, ...nothing, problem: plan.outcome === 'refused' ? plan.failure : null, oldOrder: order, newOrder: order };
  }
  const { impact, injected, list: after, newOrder, oldOrder, replaces, startsAs, status } = plan.plan;
  return {
    ...common,
    problem: null,
    taskKey: injected.key,
    needsApproval: status === 'approval',
    interrupts: stoppedBy(plan.plan, facts),
    replaces,
    oldOrder: oldOrder.map(namedOf(list)),
    newOrder: newOrder.map(namedOf(after)),
    startsAs,
    delayMinutes: impact.delayMinutes,
  };
}

/** Takes it back, as long as nobody has begun with it. Throws `injection_not_found`, `injection_settled`. */
export const cancelInjection = (command: Command, projectId: string, injectionId: string, by: string): Promise<InjectionView> =>
  settle(command, projectId, injectionId, 'cancel', by);

/** Throws `injection_not_found`, `injection_settled`. */
export async function approveInjection(command: Command, projectId: string, injectionId: string, by: string): Promise<InjectionView> {
  const view = await settle(command, projectId, injectionId, 'approve', by);
  await patiently(() => command.starts().startInjection(injectionId), command.log);
  return view;
}

function settle(command: Command, projectId: string, injectionId: string, event: 'approve' | 'cancel', by: string): Promise<InjectionView> {
  const change = event === 'approve' ? { status: 'pending' as const } : { status: 'canceled' as const, ended: true };
  return patiently(
    () =>
      inProject(command.pool, projectId, async (db) => {
        const known = await findInjectionRow(db, injectionId);
        if (known?.projectId !== projectId) throw new CodedError('injection_not_found', { place: injectionId });
        // The answer to the first try was lost.
        if (known.status === change.status && known.settledBy === by) return injectionView(db, known);
        const only = { from: injectionStatusesAccepting(event) };
        const row = await changeInjection(db, injectionId, { ...change, settledBy: by }, only);
        if (!row) throw new CodedError('injection_settled', { place: injectionId, why: `it is ${known.status}` });
        await tell(db, { projectId }, row);
        return injectionView(db, row);
      }),
    command.log,
  );
}

function requestOf({ by, id, key, mayApprove = false, mode, place, reason, task }: NewInjection): InjectionRequest {
  return {
    key: key ?? randomUUID(),
    source: 'person',
    by: { id: by, rights: mayApprove ? ['inject.request', 'inject.approve'] : ['inject.request'] },
    place: placeOf(mode, place),
    task,
    reason,
    ...(id === undefined ? {} : { id }),
    at: `${new Date().toISOString().slice(0, 19)}Z`,
  };
}

function placeOf(mode: NewInjection['mode'], place: string | undefined): RequestedPlace {
  const isGiven = place !== undefined && place.trim() !== '';
  switch (mode) {
    case 'priority':
      if (isGiven)
        throw new CodedError('injection_invalid', { place: 'place', why: 'a priority task comes before what runs, so it names no place' });
      return { type: 'priority' };
    case 'replace':
      return isGiven ? { type: 'replace', target: place.trim() } : { type: 'replace' };
    case 'positional':
      if (!isGiven) throw new CodedError('injection_invalid', { place: 'place', why: 'a positional task has to name its place' });
      return readPosition(place);
  }
}

async function replayed({ pool, log }: Command, before: InjectionRow, request: InjectionRequest): Promise<InjectionView> {
  if (before.content !== contentOf(request)) throw new CodedError('injection_key_reused', { place: request.key });
  return patiently(() => injectionView(pool, before), log);
}

interface Look {
  facts: InjectionFacts;
  list: TaskList;
  plan: InjectionPlan;
}

/**
 * Decides on the list that is stored while an execution works on it, since that is as new as the last task; what this refuses is looked
 * at again on the branch, where somebody may just have written what the request names.
 */
async function lookFor(command: Command, projectId: string, request: InjectionRequest): Promise<Look> {
  const { log, pool } = command;
  const facts = await patiently(() => readInjectionFacts(pool, projectId), log);
  const { at, editor } = await openListEditor(command, projectId);
  const decide = (found: { list: TaskList; path: string }): Look => {
    const snapshot = injectionSnapshot(facts, found, approvalPolicyOf(editor.project));
    return { facts, list: found.list, plan: planInjection(snapshot, request) };
  };
  const stored = at ? await patiently(() => findTaskList(pool, projectId), log) : undefined;
  const first = stored && decide({ list: parseList(stored), path: stored.path });
  if (first?.plan.outcome === 'accepted') return first;
  const { branch, found } = await findBranchList(editor, at, AbortSignal.timeout(lookWithinMs));
  await editor.saveList(found.list, { branch, path: found.path, commit: found.commit });
  return decide(found);
}
