import { useCallback, useMemo, useState } from 'react';
import { type FoldedRows, foldRows } from './fold-rows.ts';
import type { LogRow } from './log-rows.ts';
import type { LogWindow } from './log-store.ts';

export interface FoldedLog {
  /** As the log, but only with the rows that are drawn; their numbers never change either. */
  log: LogWindow;
  groups: FoldedRows['groups'];
  turn: (groupKey: string) => void;
}

const nothing: ReadonlySet<string> = new Set();

/** The log with its groups folded as the address and a person's hands say. */
export function useFoldedLog(log: LogWindow, isFolded: boolean): FoldedLog {
  const [turned, setTurned] = useState(nothing);
  const [before, setBefore] = useState<{ rows: readonly LogRow[]; base: number }>({ rows: [], base: 0 });
  const { groups, rows } = useMemo(() => foldRows(log.rows, isFolded, turned), [log.rows, isFolded, turned]);
  const base = rows === log.rows ? log.base : before.rows === rows ? before.base : before.base + shiftOf(before.rows, rows);
  // Kept while rendering, so that the first row's number follows what was added or dropped in front of it.
  if (before.rows !== rows) setBefore({ rows, base });
  const turn = useCallback(
    (key: string) =>
      setTurned((now) => {
        const after = new Set(now);
        if (!after.delete(key)) after.add(key);
        return after;
      }),
    [],
  );
  return { log: useMemo(() => ({ ...log, rows, base }), [log, rows, base]), groups, turn };
}

/** How far the first row has moved: down by what was dropped in front, up by what was added. */
function shiftOf(before: readonly LogRow[], after: readonly LogRow[]): number {
  const [first] = after;
  const [old] = before;
  if (!first || !old) return 0;
  const dropped = before.indexOf(first);
  if (dropped >= 0) return dropped;
  const added = after.indexOf(old);
  return added >= 0 ? -added : 0;
}
