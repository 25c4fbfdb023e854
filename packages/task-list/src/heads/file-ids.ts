import type { Head, HeadId } from './head.ts';
import { lettersOf } from './task-id.ts';

/**
 * Which candidates are ids in this file. Numbers always are; `T001` and `PR-30` only where two heads share the letters with different
 * numbers, or where two heads carry such an id with a separator or in emphasis: else they are words (`UTF-8 support`, `S3 bucket`).
 */
export interface FileIds {
  readonly series: ReadonlySet<string>;
  readonly markedCount: boolean;
}

export function fileIds(heads: Iterable<Head>): FileIds {
  const numbers = new Map<string, Set<string>>();
  let marked = 0;
  for (const { id } of heads) {
    if (!id || (id.form !== 'lnum' && id.form !== 'named')) continue;
    const letters = lettersOf(id.id);
    const known = numbers.get(letters);
    if (known) known.add(id.id);
    else numbers.set(letters, new Set([id.id]));
    if (id.marked) marked++;
  }
  const series = new Set<string>();
  for (const [letters, ids] of numbers) if (ids.size > 1) series.add(letters);
  return { series, markedCount: marked > 1 };
}

/** The id of a head, if it is one in this file. */
export function findId(head: Head, ids: FileIds): HeadId | undefined {
  const { id } = head;
  if (!id || id.form === 'dotted' || id.form === 'lone' || id.form === 'error') return id;
  return ids.series.has(lettersOf(id.id)) || (ids.markedCount && id.marked) ? id : undefined;
}
