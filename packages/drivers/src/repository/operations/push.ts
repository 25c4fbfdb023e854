import { fetchBranch, listRemote, pushCommit } from '../commands/remote.ts';
import { explainFailure } from '../explain-failure.ts';
import { notePushed } from '../mirror/refs.ts';
import { RepositoryError } from '../repository-error.ts';
import { branchRef } from '../tree/ref-name.ts';
import { isAncestor } from './history.ts';
import type { PushAnswer } from '../commands/remote.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { CommitId, PushOutcome, PushRequest } from '../repository.ts';

/** A remote that was busy with another push of the same branch says so without having moved. */
const maxTries = 3;

export async function push(mirror: Mirror, request: PushRequest): Promise<PushOutcome> {
  const { commit, branch, expected, signal } = request;
  branchRef(branch);
  if (expected !== null && !(await isAncestor(mirror, { ancestor: expected, commit }, { signal }))) {
    throw new RepositoryError('unexpected', `${commit} does not build on ${expected}; a push never takes back what others pushed.`, {
      place: branch,
    });
  }
  for (let attempt = 1; ; attempt += 1) {
    const answer = await mirror.run(pushCommit(mirror.address.url, { commit, branch, expected }), { signal });
    if (answer.ref?.status === 'accepted' || answer.ref?.status === 'up_to_date') {
      await notePushed(mirror, { branch, from: expected, to: commit });
      return { outcome: answer.ref.status === 'accepted' ? 'pushed' : 'already_there' };
    }
    const found = await whereItStands(mirror, request);
    if (found !== undefined) return found;
    if (attempt === maxTries || !isContention(answer)) throw refusal(mirror, answer, branch);
  }
}

/** After a refusal the remote is asked: undefined if the branch is where we expected it, so that something else was wrong. */
async function whereItStands(mirror: Mirror, { commit, branch, expected, signal }: PushRequest): Promise<PushOutcome | undefined> {
  const { branches } = await mirror.run(listRemote(mirror.address.url), { signal });
  const actual: CommitId | null = branches[branch] ?? null;
  if (actual === expected) return undefined;
  if (actual === null) return { outcome: 'moved', actual };
  if (await contains(mirror, { actual, commit, branch, signal })) return { outcome: 'already_there' };
  return { outcome: 'moved', actual };
}

async function contains(
  mirror: Mirror,
  { actual, commit, branch, signal }: { actual: CommitId; commit: CommitId; branch: string; signal: AbortSignal | undefined },
): Promise<boolean> {
  if (actual === commit) return true;
  await mirror.run(fetchBranch(mirror.address.url, branch), { signal });
  return isAncestor(mirror, { ancestor: commit, commit: actual }, { signal });
}

function isContention({ ref }: PushAnswer): boolean {
  return ref?.byRemote === true && /cannot lock ref|failed to update ref|failed to lock|incorrect old value|fetch first/.test(ref.reason);
}

function refusal(mirror: Mirror, { ref, stderr }: PushAnswer, branch: string): RepositoryError {
  if (ref === undefined || !ref.byRemote)
    return explainFailure({ what: 'push', exitCode: 1, stderr, remote: true, place: mirror.address.url });
  const words = stderr
    .split('\n')
    .filter((line) => line.startsWith('remote:'))
    .map((line) => line.slice('remote:'.length).trim());
  return new RepositoryError('push_refused', `The remote refuses a push to ${branch}: ${ref.reason}.`, {
    evidence: [...words.filter((line) => line !== ''), ref.reason].join('\n').slice(0, 2_000),
    place: branch,
  });
}
