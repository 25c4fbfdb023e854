/** One field that two people changed to different values. */
export interface Conflict<T> {
  key: keyof T & string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}

export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What I changed and what they changed, together; where both changed the same field differently mine stays, and the field is named. */
export function mergeEdits<T extends object>(base: T, mine: T, theirs: T): { merged: T; conflicts: Conflict<T>[] } {
  const merged = { ...theirs };
  const conflicts: Conflict<T>[] = [];
  for (const key of Object.keys(theirs) as (keyof T & string)[]) {
    if (sameValue(mine[key], base[key])) continue;
    merged[key] = mine[key];
    if (!sameValue(theirs[key], base[key]) && !sameValue(theirs[key], mine[key]))
      conflicts.push({ key, base: base[key], mine: mine[key], theirs: theirs[key] });
  }
  return { merged, conflicts };
}

/** What has to be sent: only what differs. */
export function changesOf<T extends object>(base: T, draft: T): Partial<T> {
  const changes: Partial<T> = {};
  for (const key of Object.keys(draft) as (keyof T)[]) if (!sameValue(base[key], draft[key])) changes[key] = draft[key];
  return changes;
}
