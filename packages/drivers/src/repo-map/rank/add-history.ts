import type { MappedFile } from '../repo-map.ts';
import { type Add, type Found, bestFound } from './found-files.ts';

/** What a file that was found gives to those that a commit changed together with it. Measured, as in rank-files.ts. */
const togetherWeight = 0.6;
/** What was changed lately, without saying by which commit. */
export function addTouched(files: readonly MappedFile[], touched: readonly string[], add: Add): void {
  const numbers = new Map(files.map((file, n) => [file.path, n]));
  for (const [age, path] of touched.slice(0, mostCommits).entries()) {
    const n = numbers.get(path);
    if (n !== undefined) add(n, 1.5 / (1 + age / 10), 'changed lately');
  }
}

/** A commit of more files than this was no task. */
const mostFilesOfCommit = 15;
const mostCommits = 500;
/** Whose company counts: the files that are found by now. */
const mostCompanions = 10;

/** What was changed lately, and what used to be changed together with what is found by now. */
export function addHistory(
  files: readonly MappedFile[],
  commits: readonly (readonly string[])[],
  { add, found }: { add: Add; found: ReadonlyMap<number, Found> },
): void {
  const numbers = new Map(files.map((file, n) => [file.path, n]));
  const best = bestFound(found, mostCompanions);
  for (const [age, paths] of commits.slice(0, mostCommits).entries()) {
    const changed = [...new Set(paths)].flatMap((path) => numbers.get(path) ?? []);
    if (changed.length > mostFilesOfCommit) continue;
    for (const n of age < 30 ? changed : []) add(n, 1 / (1 + age / 3), 'changed lately');
    for (const one of changed) {
      const weight = ((best.get(one) ?? 0) * togetherWeight) / Math.sqrt(changed.length) / (1 + age / 50);
      if (weight > 0) for (const other of changed) if (other !== one) add(other, weight, `changed together with ${files[one]?.path ?? ''}`);
    }
  }
}
