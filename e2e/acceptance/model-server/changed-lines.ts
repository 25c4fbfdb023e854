import type { Files } from '../exercises/index.ts';

/** One place of a file that changes: the old lines with a little of what stands around them, and the new ones. */
export interface Change {
  readonly path: string;
  /** Null for a file that is new. */
  readonly before: readonly string[] | null;
  readonly after: readonly string[];
  /** How many lines of both, at the start and at the end, are the same. */
  readonly kept: { readonly start: number; readonly end: number };
}

const around = 2;

/** What has to be edited so that the files become what an answer says. A place that could be taken for another one is told as the whole file. */
export function changesOf(files: Files, answer: Files): Change[] {
  return Object.entries(answer).flatMap(([path, text]): Change[] => {
    const old = files[path];
    if (old === text) return [];
    const after = linesOf(text);
    if (old === undefined) return [{ path, before: null, after, kept: { start: 0, end: 0 } }];
    const before = linesOf(old);
    const start = before.findIndex((line, index) => line !== after[index]);
    const sameAtStart = start === -1 ? before.length : start;
    let sameAtEnd = 0;
    while (
      sameAtEnd < Math.min(before.length, after.length) - sameAtStart &&
      before[before.length - 1 - sameAtEnd] === after[after.length - 1 - sameAtEnd]
    )
      sameAtEnd += 1;
    const from = Math.max(0, sameAtStart - around);
    const to = Math.max(0, sameAtEnd - around);
    const place = before.slice(from, before.length - to);
    if (place.length > 0 && old.split(place.join('\n')).length === 2)
      return [
        { path, before: place, after: after.slice(from, after.length - to), kept: { start: sameAtStart - from, end: sameAtEnd - to } },
      ];
    return [{ path, before, after, kept: { start: sameAtStart, end: sameAtEnd } }];
  });
}

const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');
