import type { Queryable } from './queryable.ts';

/** What one run of a node used of models so far. */
export interface Usage {
  claim: string;
  nodeId: string;
  model: string;
  requests: number;
  inputTokens: number;
  outputTokens: number;
  /** Null if a price or a count is not known. */
  costUsd: number | null;
  chargedTokens: number;
  chargedUsd: number;
}

/** What all runs of a node of one attempt used together, model by model. */
export async function readUsage(
  db: Queryable,
  of: { executionId: string; taskKey: string; attempt: number; node: string },
): Promise<Pick<Usage, 'model' | 'requests' | 'inputTokens' | 'outputTokens' | 'costUsd'>[]> {
  const { rows } = await db.query<Pick<Usage, 'model' | 'requests' | 'costUsd'> & { inputTokens: string; outputTokens: string }>(
    `select u.model, sum(u.requests)::integer as requests, sum(u.input_tokens) as "inputTokens", sum(u.output_tokens) as "outputTokens",
            case when bool_and(u.cost_usd is not null) then sum(u.cost_usd) end as "costUsd"
       from engine.usage u join engine.node n on n.id = u.node_id
      where n.execution_id = $1 and n.task_key = $2 and n.attempt = $3 and n.name = $4
      group by u.model order by u.model`,
    [of.executionId, of.taskKey, of.attempt, of.node],
  );
  return rows.map((row) => Object.assign(row, { inputTokens: Number(row.inputTokens), outputTokens: Number(row.outputTokens) }));
}

/** Replaces what was known of this run. */
export async function saveUsage(db: Queryable, usage: Usage): Promise<void> {
  await db.query(
    `insert into engine.usage (claim, node_id, model, requests, input_tokens, output_tokens, cost_usd, charged_tokens, charged_usd)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (claim) do update set requests = excluded.requests, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
       cost_usd = excluded.cost_usd, charged_tokens = excluded.charged_tokens, charged_usd = excluded.charged_usd, updated_at = now()`,
    [
      usage.claim,
      usage.nodeId,
      usage.model,
      usage.requests,
      usage.inputTokens,
      usage.outputTokens,
      usage.costUsd,
      usage.chargedTokens,
      usage.chargedUsd,
    ],
  );
}
