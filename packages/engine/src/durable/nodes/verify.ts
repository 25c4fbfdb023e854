import { CodedError, Failure, type MadeBy } from '@devteam/api';
import { findTask, refOf } from '@devteam/task-list';
import { z } from 'zod';
import { culpritOf, verificationFailure } from '../../decisions/verification/verification-failure.ts';
import { makeCandidate } from './candidate.ts';
import { judgeWork } from './judge-work.ts';
import { makeReceipt, sealCommit } from './make-receipt.ts';
import { findImage } from './find-image.ts';
import type { NodeContext } from './node-context.ts';
import type { PlannedCheck } from './planned-check.ts';
import { CheckResult } from './run-checks.ts';
import type { Approval, TaskInput } from './task-input.ts';
import { isApproved } from './is-approved.ts';

export const Verified = z.object({
  passed: z.boolean(),
  /** The commit that may land: work and tick on top of its parent, with the tree that was checked, and the name of its receipt. */
  candidate: z.string(),
  parent: z.string(),
  checks: z.array(CheckResult),
  verdict: z.object({
    verdict: z.enum(['passed', 'failed', 'cannot_tell']),
    reasons: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  criteria: z.array(
    z.object({ text: z.string(), result: z.enum(['met', 'not_met', 'cannot_tell', 'not_checked']), actual: z.string().nullable() }),
  ),
  /** The check to look at, if something keeps the work from landing. */
  culprit: z.string().nullable(),
  /** Why it may not land; null if it may. */
  failure: Failure.nullable(),
  /** Hash of the receipt; null if it may not land. */
  receipt: z.string().nullable(),
  superseded: z.string().nullable(),
});
export type Verified = z.infer<typeof Verified>;

export interface WorkToVerify {
  base: string;
  work: string;
  summary: string | null;
  checks: PlannedCheck[] | null;
  changedFiles: readonly string[];
  made: MadeBy;
}

/** VERIFY: makes the commit that would land and runs the checks on exactly its tree. What they say is a result, not an error. */
export async function verify(input: TaskInput, given: WorkToVerify, context: NodeContext, signal: AbortSignal): Promise<Verified> {
  const list = await context.findList({ commit: given.base, path: input.listPath, dialect: input.dialect }, signal);
  const task = list ? findTask(list, input.key) : undefined;
  if (!list || !task) throw new CodedError('task_list_conflict', { place: input.key });
  const candidate = await makeCandidate(context, {
    work: { treeOf: given.work },
    parent: given.base,
    listPath: input.listPath,
    list,
    ref: refOf(list, task.key),
    id: input.id,
    executionId: input.executionId,
    attempt: input.attempt,
    startedAt: new Date(input.startedAt),
    summary: given.summary,
    signal,
  });
  if ('superseded' in candidate) return supersededBy(candidate.superseded, given);
  const { base, changedFiles, checks, made } = given;
  const criteria = [...task.acceptanceCriteria];
  const isUnchanged = changedFiles.length === 0;
  const work = { commit: candidate.commit, parent: base, checks, criteria, changedFiles, isUnchanged, made, approval: null };
  return verifyCommit(input, work, context, signal);
}

const supersededBy = (why: string, { base, work }: WorkToVerify): Verified => ({
  passed: false,
  candidate: work,
  parent: base,
  checks: [],
  verdict: { verdict: 'cannot_tell', reasons: [], notes: [] },
  criteria: [],
  culprit: null,
  failure: null,
  receipt: null,
  superseded: why,
});

export interface CommitToVerify {
  commit: string;
  parent: string;
  checks: PlannedCheck[] | null;
  criteria: readonly string[];
  changedFiles: readonly string[];
  /** Nothing was changed, and whether there is anything to do is up to the criteria. */
  isUnchanged: boolean;
  made: MadeBy;
  /** Of the person who lets it land with what they were shown. */
  approval: Approval | null;
}

/** The checks and criteria on exactly the tree of a commit that would land on `parent`; if they let it, with the receipt that says so. */
export async function verifyCommit(input: TaskInput, given: CommitToVerify, context: NodeContext, signal: AbortSignal): Promise<Verified> {
  const { approval, commit, isUnchanged, made, parent } = given;
  const judged = await judgeWork(given, context, signal);
  const { comparison, criteria, runs, verdict } = judged;
  const checks = runs.map(({ result }) => result);
  const verification = { verdict, comparison, checks, criteria, isUnchanged };
  const failure = verificationFailure(verification);
  const told = {
    parent,
    checks,
    verdict: { verdict: verdict.verdict, reasons: [...verdict.reasons], notes: [...verdict.notes] },
    criteria: criteria.map(({ actual, result, text }) => ({ text, result, actual })),
    superseded: null,
  };
  if (failure && !isApproved(approval, failure, checks))
    return { ...told, passed: false, candidate: commit, culprit: culpritOf(verification), failure, receipt: null };

  const tree = await context.repository.treeOf(commit, { signal });
  const guards = await context.findSandboxGuards(await findImage(context, commit, signal));
  const receipt = makeReceipt({ input, judged, tree, base: parent, guards, made, approval, at: context.now() });
  const sealed = await sealCommit(context, { id: commit, parent }, receipt, signal);
  const list = await context.findList({ commit, path: input.listPath, dialect: input.dialect }, signal);
  if (list) context.noteList(sealed, { path: input.listPath, bytes: list.bytes });
  const outputs = runs.flatMap(({ output }) => (output === '' ? [] : [output]));
  const hash = await context.evidence.saveReceipt({
    receipt,
    commit: sealed,
    at: { tree, checks: given.checks, sandbox: judged.sandbox },
    runs,
    outputs,
  });
  return { ...told, passed: true, candidate: sealed, culprit: null, failure: null, receipt: hash };
}
