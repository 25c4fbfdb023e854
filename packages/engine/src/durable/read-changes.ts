import { type ChangesView, CodedError } from '@devteam/api';
import { findLandedTask, listReviews } from '../store/index.ts';
import type { Command } from './hands.ts';
import { patiently } from './patiently.ts';

const longestMs = 30_000;
/** What a person can read; more of it is in the repository. */
const mostBytes = 1_000_000;

/** What the work of a task changes: what is asked about goes before what has landed. */
export async function readChanges(command: Command, projectId: string, taskKey: string): Promise<ChangesView> {
  const { log, pool } = command;
  const reviews = await patiently(() => listReviews(pool, { projectId, open: true }), log);
  const kept = reviews.find((review) => review.taskKey === taskKey && review.work !== null)?.work;
  const landed = kept ? undefined : await patiently(() => findLandedTask(pool, projectId, taskKey), log);
  const commit = kept?.commit ?? landed?.commit;
  if (commit === undefined) throw new CodedError('changes_unknown', { place: taskKey });
  const repository = await command.openRepository(projectId);
  const signal = AbortSignal.timeout(longestMs);
  const base = kept?.base ?? (await repository.parentsOf(commit, { signal }))[0];
  if (base === undefined) throw new CodedError('changes_unknown', { place: taskKey, why: `${commit.slice(0, 9)} has no parent` });
  const { text, truncated } = await repository.diff(base, commit, { signal, maxBytes: mostBytes });
  return { projectId, taskKey, state: kept ? 'kept' : 'landed', base, commit, diff: text, isCut: truncated };
}

/** What lies between two commits, as long as the local copy has them: work that never landed is given up some day. Throws `changes_unknown`. */
export async function readDiff(command: Command, projectId: string, { base, commit }: { base: string; commit: string }): Promise<string> {
  const repository = await command.openRepository(projectId);
  const signal = AbortSignal.timeout(longestMs);
  try {
    return (await repository.diff(base, commit, { signal, maxBytes: mostBytes })).text;
  } catch (error) {
    signal.throwIfAborted();
    throw new CodedError('changes_unknown', { place: commit, why: 'the local copy no longer has this commit' }, { cause: error });
  }
}
