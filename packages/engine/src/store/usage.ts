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
