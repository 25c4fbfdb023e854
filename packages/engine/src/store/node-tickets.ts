import type { NodeRow } from './nodes.ts';
import type { Queryable } from './queryable.ts';

/** What a node is known by to those who run it: its id and, from the second time on, how often it was handed out. */
export const ticketOf = ({ id, starts }: Pick<NodeRow, 'id' | 'starts'>): string => (starts > 1 ? `${id}~${starts}` : id);
/** The same of a row of `engine.node`. */
export const ticketSql = `id || case when starts > 1 then '~' || starts else '' end`;

/** Ids end with a number, so what follows a tilde is never theirs. */
export function ofTicket(words: string): { id: string; starts: number } {
  const [, id = words, starts = '1'] = /^(.*#\d+)~(\d+)$/s.exec(words) ?? [];
  return { id, starts: Number(starts) };
}

/** Of these, which run here, those that nobody wants any more, and what shall become of their work. */
export async function readUnwanted(db: Queryable, tickets: readonly string[]): Promise<{ ticket: string; work: 'keep' | 'discard' }[]> {
  const { rows } = await db.query<{ ticket: string; work: 'keep' | 'discard' }>(
    `select t.ticket, coalesce(i.work, 'discard') as work
       from unnest($1::text[], $2::text[], $3::integer[]) as t (ticket, id, starts)
       join engine.node n on n.id = t.id
       left join engine.interruption i on i.execution_id = n.execution_id and i.key = n.task_key and i.selection = n.selection
      where n.starts <> t.starts or n.cancel_requested`,
    [tickets, tickets.map((each) => ofTicket(each).id), tickets.map((each) => ofTicket(each).starts)],
  );
  return rows;
}
