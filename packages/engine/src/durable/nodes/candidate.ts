import { CodedError } from '@devteam/api';
import { type Operation, type TaskList, type TaskRef, refOf, replay } from '@devteam/task-list';
import { findSameTask } from '../../decisions/same-task.ts';
import { landingMessage } from '../../decisions/landing-commit.ts';
import { createParsedLists } from '../parsed-lists.ts';
import type { NodeContext } from './node-context.ts';
import type { Approval } from './task-input.ts';

export interface CandidateRequest {
  /** A commit or tree that holds the work; its own version of the list does not count. */
  work: { treeOf: string } | { tree: string };
  parent: string;
  listPath: string;
  /** The list as `parent` has it. */
  list: TaskList;
  ref: TaskRef;
  /** Ticked in the same commit. */
  together?: readonly TaskRef[];
  /** Who let it land although something of it failed. */
  approval?: Approval | undefined;
  id: string | null;
  executionId: string;
  attempt: number;
  startedAt: Date;
  summary: string | null;
  signal: AbortSignal;
}

export type Candidate = { commit: string; listPath: string } | { superseded: string };

/**
 * The commit that will land if it is found good: the work and the tick, on top of the branch, in one. The tick is replayed on the
 * branch's own bytes of the list, so what people wrote there meanwhile stays; what the work did to the list does not count.
 */
export async function makeCandidate(context: NodeContext, request: CandidateRequest): Promise<Candidate> {
  const { list, listPath, ref, signal, summary } = request;
  const at = context.now();
  const complete = (each: TaskRef): Operation => ({
    op: 'complete',
    ref: each,
    completion: {
      at: `${at.toISOString().slice(0, 19)}Z`,
      actualDuration: Math.max(1, Math.round((at.getTime() - request.startedAt.getTime()) / 60_000)),
      ...(summary ? { summary } : {}),
    },
  });
  const { bytes, outcomes } = replay([ref, ...(request.together ?? [])].map(complete), list.bytes, {
    path: listPath,
    dialect: list.dialect,
  });
  const [outcome] = outcomes;
  const said = outcome?.diagnostics.map((diagnostic) => diagnostic.message).join('; ') ?? '';
  if (outcome?.outcome === 'refused') throw new CodedError('task_list_conflict', { place: ref.key, ...(said ? { why: said } : {}) });
  if (outcome?.outcome === 'theirs' || outcome?.outcome === 'dropped' || outcome?.outcome === 'unchanged')
    return { superseded: said || `somebody else has changed task ${ref.key} in the list` };
  const commit = await context.repository.writeCommit({
    ...request.work,
    replace: new Map([[listPath, bytes]]),
    parents: [request.parent],
    message: landingMessage({
      key: outcome?.key ?? ref.key,
      id: request.id,
      title: ref.title,
      summary,
      executionId: request.executionId,
      attempt: request.attempt,
      together: (request.together ?? []).map(({ key }) => key),
      ...(request.approval ? { approval: request.approval } : {}),
    }),
    author: context.author,
    at,
    signal,
  });
  context.noteList(commit, { path: listPath, bytes });
  return { commit, listPath };
}

/** A task that lands with another one, as the list has it now. */
export function pendingRef(list: TaskList, wanted: { key: string; title: string }): TaskRef {
  const { task } = findSameTask(list, wanted, null);
  if (!task)
    throw new CodedError('task_list_conflict', { place: wanted.key, why: `${wanted.key} «${wanted.title}» is not in the list any more` });
  return refOf(list, task.key);
}

const parsed = createParsedLists();

export const parseList = (list: { content: Uint8Array; path: string; dialect: string }): TaskList =>
  parsed.parse(list.content, { path: list.path, dialect: list.dialect as TaskList['dialect'] });
