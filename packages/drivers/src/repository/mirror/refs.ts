import { deleteRef, findRef, listRefs, setRef } from '../commands/refs.ts';
import { remoteBranches } from '../commands/remote.ts';
import { deleteRefFile, findRefFile, readRefFiles, writeRefFile } from './ref-files.ts';
import type { Cancelable, CommitId } from '../repository.ts';
import type { Mirror, RunOptions } from './mirror.ts';

/** Commits by branch name, as the mirror has them. Without a prototype: a branch may be called `__proto__`. */
export async function readRemoteBranches(mirror: Mirror, options: RunOptions = {}): Promise<Record<string, CommitId>> {
  options.signal?.throwIfAborted();
  const refs = (await readRefFiles(mirror.directory, remoteBranches)) ?? (await mirror.run(listRefs(remoteBranches), options));
  const branches = Object.create(null) as Record<string, CommitId>;
  for (const [ref, commit] of refs) branches[ref.slice(remoteBranches.length)] = commit;
  return branches;
}

export async function findKept(mirror: Mirror, ref: string, options: Cancelable = {}): Promise<CommitId | undefined> {
  options.signal?.throwIfAborted();
  const answer = await findRefFile(mirror.directory, ref);
  return answer === undefined ? mirror.run(findRef(ref), options) : answer.commit;
}

export async function keep(
  mirror: Mirror,
  { commit, expected, ref }: { ref: string; commit: CommitId; expected?: CommitId | null | undefined },
  options: Cancelable = {},
): Promise<boolean> {
  // What git would refuse to point at, it shall refuse in its own words.
  const [found] = await mirror.findObjects([commit], options);
  return mirror.locked(async ({ started }) => {
    if (expected !== undefined && ((await findKept(mirror, ref, options)) ?? null) !== expected) return false;
    if (found?.type === 'commit' && (await writeRefFile(mirror.directory, ref, commit))) return true;
    await mirror.run(setRef(ref, commit), { ...options, started });
    return true;
  }, options);
}

export async function forget(mirror: Mirror, ref: string, options: Cancelable = {}): Promise<void> {
  await mirror.locked(async ({ started }) => {
    if (await deleteRefFile(mirror.directory, ref)) return;
    await mirror.run(deleteRef(ref), { ...options, started });
  }, options);
}

/** Nobody waits long for a note: without it the next sync fetches what it could have known. */
const patienceMs = 50;

/**
 * Where the remote stands after a push of ours that arrived. Only if nobody has heard of something newer since, and never an error,
 * also not for a caller that has canceled meanwhile: the push is done, whatever becomes of the note.
 */
export async function notePushed(mirror: Mirror, pushed: { branch: string; from: CommitId | null; to: CommitId }): Promise<void> {
  const ref = `${remoteBranches}${pushed.branch}`;
  const note = async (): Promise<void> => {
    const before = await findRefFile(mirror.directory, ref);
    if (before?.commit === (pushed.from ?? undefined)) await writeRefFile(mirror.directory, ref, pushed.to);
  };
  await mirror.locked(note, { waitMs: patienceMs }).catch(() => {});
}
