import type { Observation } from '../../decisions/verification/criteria/evaluate-criterion.ts';
import { type CriterionResult, evaluateCriterion } from '../../decisions/verification/criteria/evaluate-criterion.ts';
import { type Criterion, type Demand, parseCriterion } from '../../decisions/verification/criteria/parse-criterion.ts';
import { askInSandbox, longestAskSeconds } from './ask-in-sandbox.ts';
import type { TreeSandbox } from './open-tree.ts';
import { keptOutputCharacters } from './sandbox-limits.ts';

const mostBytes = 4 * 1024 * 1024;

/** How long the criteria of a task may take, for the life of their sandbox. */
export const criteriaSeconds = (criteria: readonly string[]): number =>
  criteria
    .map(parseCriterion)
    .reduce(
      (total, { demand }) => total + (demand?.kind === 'command' ? demand.timeoutSeconds : demand?.kind === 'http' ? longestAskSeconds : 0),
      0,
    );

/** Looks at what a task demands of exactly the tree of this commit, in a sandbox that has it. Sentences for people come back as such. */
export async function lookAtCriteria(
  place: TreeSandbox,
  { commit, criteria }: { commit: string; criteria: readonly string[] },
  signal: AbortSignal,
): Promise<CriterionResult[]> {
  const results: CriterionResult[] = [];
  for (const criterion of criteria.map(parseCriterion)) {
    const observed = criterion.demand === null ? null : await observe(place, commit, criterion.demand, signal);
    const result = evaluateCriterion(criterion, observed);
    if (isForUs(criterion)) tell(place, result);
    results.push(result);
  }
  return results;
}

const isForUs = (criterion: Criterion): boolean => criterion.demand !== null || criterion.why !== null;

const words = { met: 'is met', not_met: 'is not met', cannot_tell: 'cannot be told', not_checked: 'is for people' } as const;

function tell({ context }: TreeSandbox, { actual, result, text }: CriterionResult): void {
  context.say(`criterion «${text}» ${words[result]}${actual ? `: ${actual}` : ''}`, result === 'met' ? 'info' : 'warn');
}

async function observe(place: TreeSandbox, commit: string, demand: Demand, signal: AbortSignal): Promise<Observation> {
  switch (demand.kind) {
    case 'command': {
      const { context, env, sandbox } = place;
      const timeoutMs = demand.timeoutSeconds * 1000;
      const run = await sandbox.run({ command: demand.command, env, timeoutMs, signal, onOutput: context.onOutput });
      if (run.ended === 'canceled') signal.throwIfAborted();
      return { of: 'command', run, output: run.outputTail, isCut: run.outputTail.length > keptOutputCharacters };
    }
    case 'http':
      return askInSandbox(place, demand, signal);
    case 'file':
    case 'pattern':
      return lookAtFile(place, { commit, path: demand.path, isRead: demand.kind === 'pattern' }, signal);
  }
}

/** In the commit, not in the folder: what ran there may have changed it. */
async function lookAtFile(
  { context: { repository } }: TreeSandbox,
  { commit, isRead, path }: { commit: string; path: string; isRead: boolean },
  signal: AbortSignal,
): Promise<Observation> {
  const wanted = path.replace(/^\.\//, '').replace(/\/+$/, '');
  const listed = await repository.listFiles(commit, { signal });
  const entry = listed.find((file) => file.path === wanted);
  const none = { of: 'file', text: '', isCut: false } as const;
  if (!entry) return { ...none, found: listed.some((file) => file.path.startsWith(`${wanted}/`)) ? 'folder' : 'nothing' };
  if (!entry.mode.startsWith('100')) return { ...none, found: 'other' };
  if (!isRead) return { ...none, found: 'file' };
  if (entry.size > mostBytes) return { ...none, found: 'file', isCut: true };
  const bytes = await repository.readFile(commit, wanted, { maxBytes: mostBytes, signal });
  return { ...none, found: 'file', text: new TextDecoder().decode(bytes) };
}
