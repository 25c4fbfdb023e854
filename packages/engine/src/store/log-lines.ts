import type { LogLine } from '@devteam/api';
import type { Queryable } from './queryable.ts';

export interface LogFilter {
  taskKey?: string | undefined;
  /** Literal text, whatever its case. */
  contains?: string | undefined;
  level?: LogLine['level'] | undefined;
  since?: string | undefined;
}

/** A line's place: the number of its event, and which line of it. */
export interface LinePlace {
  seq: number;
  index: number;
}

interface LineRow extends Omit<LogLine, 'ts' | 'seq'> {
  ts: Date;
  seq: string;
}

/** Lines on one side of a place, the nearest ones, oldest first. */
export async function readLogLines(
  db: Queryable,
  projectId: string,
  options: { filter: LogFilter; limit: number } & ({ before: LinePlace } | { after: LinePlace }),
): Promise<LogLine[]> {
  const { filter, limit } = options;
  const isBack = 'before' in options;
  const place = isBack ? options.before : options.after;
  const { rows } = await db.query<LineRow>(
    `select e.seq, (l.number - 1)::int as index, e.ts, e.payload->>'executionId' as "executionId", e.payload->>'taskKey' as "taskKey",
            (e.payload->>'attempt')::int as attempt, e.payload->>'node' as node, e.payload->>'level' as level,
            e.payload->>'stream' as stream, l.text
       from engine.event e cross join lateral jsonb_array_elements_text(e.payload->'lines') with ordinality as l (text, number)
      where e.project_id = $1 and e.type = 'execution-log'
        and e.seq ${isBack ? '<=' : '>='} $2::bigint and (e.seq, l.number - 1) ${isBack ? '<' : '>'} ($2::bigint, $3::bigint)
        and ($4::text is null or e.payload->>'taskKey' = $4)
        and ($5::text is null or position(lower($5) in lower(l.text)) > 0)
        and ($6::text is null or e.payload->>'level' = $6)
        and ($7::timestamptz is null or e.ts >= $7)
      order by e.seq ${isBack ? 'desc' : ''}, l.number ${isBack ? 'desc' : ''} limit $8`,
    [projectId, place.seq, place.index, filter.taskKey ?? null, filter.contains ?? null, filter.level ?? null, filter.since ?? null, limit],
  );
  const lines = rows.map((row) => Object.assign(row, { seq: Number(row.seq), ts: row.ts.toISOString() }));
  return isBack ? lines.toReversed() : lines;
}
