import type { Pool } from 'pg';
import { type NodeRow, saveUsage } from '../store/index.ts';
import type { LogLevel } from './log-level.ts';
import type { WayOut } from './nodes/way-out.ts';
import { patiently } from './patiently.ts';

/** A worker that is killed takes with it what its runs have used since the last look. */
const everyMs = 3000;

/** Writes down what goes out through this way, while it is open and when it is closed: also of an attempt that fails, and of one that is cut off. */
export function meter(
  { log, pool }: { pool: Pool; log: (level: LogLevel, message: string) => void },
  node: NodeRow,
  claim: string,
  wayOut: WayOut,
): WayOut {
  const { model, run } = wayOut;
  if (!model) return wayOut;
  let written = 0;
  const write = async (): Promise<void> => {
    const { charged, total } = run.usage();
    if (total.requests === written) return;
    written = total.requests;
    const { inputTokens, outputTokens, requests, unknown, unpriced } = total;
    const costUsd = unknown > 0 || unpriced > 0 ? null : total.costUsd;
    const counted = { requests, inputTokens, outputTokens, costUsd, chargedTokens: charged.tokens, chargedUsd: charged.costUsd };
    await saveUsage(pool, { claim, nodeId: node.id, model: model.name, ...counted });
  };
  const timer = setInterval(() => {
    write().catch((error: unknown) => {
      written = 0;
      log('warn', `What ${node.id} uses could not be written down yet: ${error instanceof Error ? error.message : String(error)}`);
    });
  }, everyMs);
  return {
    ...wayOut,
    close: async () => {
      clearInterval(timer);
      await wayOut.close();
      written = 0;
      await patiently(write, log);
    },
  };
}
