import { type LogRow, speakerOf } from './log-rows.ts';

/** What is said about a group where it begins. */
export interface GroupFacts {
  lines: number;
  errors: number;
  /** Lines of it that are not drawn. */
  hidden: number;
}

export interface FoldedRows {
  rows: readonly LogRow[];
  /** By the key of the group's separator. */
  groups: ReadonlyMap<string, GroupFacts>;
}

export const groupKeyOf = (row: Extract<LogRow, { kind: 'separator' }>): string => speakerOf(row);

/**
 * The rows that are drawn. A folded group shows its head; one with errors opens itself at the first of them, since that is what one
 * looks for. `turned` are the groups that a person has folded or opened by hand: of them the opposite holds.
 */
export function foldRows(rows: readonly LogRow[], isFolded: boolean, turned: ReadonlySet<string>): FoldedRows {
  const groups = new Map<string, GroupFacts>();
  const drawn: LogRow[] = [];
  let facts: GroupFacts = { lines: 0, errors: 0, hidden: 0 };
  let isClosed = false;
  let opensAtErrors = false;
  for (const row of rows) {
    if (row.kind === 'separator') {
      const key = groupKeyOf(row);
      facts = groups.get(key) ?? { lines: 0, errors: 0, hidden: 0 };
      groups.set(key, facts);
      isClosed = isFolded !== turned.has(key);
      // What a person folds by hand stays folded whole.
      opensAtErrors = isFolded && !turned.has(key);
      drawn.push(row);
      continue;
    }
    facts.lines += 1;
    if (row.level === 'error') {
      facts.errors += 1;
      if (opensAtErrors) isClosed = false;
    }
    if (isClosed) facts.hidden += 1;
    else drawn.push(row);
  }
  return { rows: facts.hidden === 0 && drawn.length === rows.length ? rows : drawn, groups };
}
