import { type ChangeGroup, changeGroups } from '../../decisions/error-resolution/change-groups.ts';
import { type ChangePart, halfOf, halvesOf, sayPart } from '../../decisions/error-resolution/halving.ts';
import type { Hypothesis } from '../../decisions/error-resolution/hypothesis.ts';
import type { VerdictKind } from '@devteam/api';
import type { NodeContext } from '../nodes/node-context.ts';
import type { Ground } from './run-experiment.ts';

/** Each half is a run of the checks. Seven of them tell one of a hundred files or changes. */
const mostRuns = 14;
const mostBytes = 1024 * 1024;

/**
 * Halves the part of a change that was found to be the cause, file by file and then change by change within the one that is left, for as long as one half
 * alone makes the checks pass when it is taken back. Answers the narrowest half that was confirmed; undefined if none was.
 */
export async function narrowCause(
  cause: Hypothesis,
  { base, work }: Ground,
  repository: NodeContext['repository'],
  test: (half: Hypothesis) => Promise<VerdictKind>,
  signal: AbortSignal,
): Promise<Hypothesis | undefined> {
  let part: ChangePart = { files: cause.files ?? [] };
  let found: Hypothesis | undefined;
  let groups: ChangeGroup[] = [];
  for (let runs = 0; runs < mostRuns;) {
    const [file] = part.files;
    if (part.files.length === 1 && file !== undefined && groups.length === 0)
      groups = await readGroups(repository, { base, work, file }, signal);
    const halves = halvesOf(part, groups);
    if (!halves) return found;
    let next: ChangePart | undefined;
    for (const half of halves) {
      if (next || runs >= mostRuns) break;
      runs += 1;
      const hypothesis = halfOf(cause, runs, half, sayPart(half, groups));
      if ((await test(hypothesis)) !== 'confirmed') continue;
      next = half;
      found = hypothesis;
    }
    // Each half fails alone, or only both together are right: there is nothing narrower to say.
    if (!next) return found;
    part = next;
  }
  return found;
}

/** A file that is new, gone or no text is changed as a whole. */
async function readGroups(
  repository: NodeContext['repository'],
  { base, file, work }: { base: string; work: string; file: string },
  signal: AbortSignal,
): Promise<ChangeGroup[]> {
  const read = async (commit: string): Promise<string | undefined> => {
    const bytes = await repository.readFile(commit, file, { maxBytes: mostBytes, signal }).catch(() => undefined);
    return bytes && Buffer.from(bytes).toString('latin1');
  };
  const [before, now] = [await read(base), await read(work)];
  if (before === undefined || now === undefined || `${before}${now}`.includes('\0')) return [];
  return changeGroups(before, now);
}
