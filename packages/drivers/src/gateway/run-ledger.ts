import type { GatewayEvent, Protocol, RunUsage } from './gateway-port.ts';
import { type Budget, type BudgetKind, type Spent, newlyNear, usedUp } from './models/budget.ts';
import { type CountedRequest, type UsageTotals, addRequest, noUsage } from './models/token-counts.ts';

interface LedgerEntry extends CountedRequest {
  readonly model: string;
  readonly protocol: Protocol;
  /** What the budget is charged for what the provider did not tell; null if it told all. */
  readonly estimate: { readonly tokens: number; readonly costUsd: number } | null;
}

/** What a run has used, and whether it may use more. */
export function createLedger(budget: Budget, emit: (event: GatewayEvent) => void, now: () => number) {
  let total = noUsage;
  const byModel = new Map<string, UsageTotals>();
  const byProtocol = new Map<Protocol, UsageTotals>();
  let spent: Spent = { tokens: 0, costUsd: 0, requests: 0 };
  let estimatedTokens = 0;

  const charge = (more: Partial<Spent>): void => {
    const before = spent;
    spent = {
      tokens: before.tokens + (more.tokens ?? 0),
      costUsd: before.costUsd + (more.costUsd ?? 0),
      requests: before.requests + (more.requests ?? 0),
    };
    for (const kind of newlyNear(budget, before, spent))
      emit({ type: 'budget_warning', atMs: now(), kind, spent: spent[kind], limit: budget[kind] ?? 0 });
  };

  return {
    /** Which limit is reached, if one is. */
    findLimit(): { kind: BudgetKind; spent: number; limit: number } | undefined {
      const kind = usedUp(budget, spent);
      return kind && { kind, spent: spent[kind], limit: budget[kind] ?? 0 };
    },
    /** Counts a request that begins now. */
    begin: (): void => charge({ requests: 1 }),
    end(entry: LedgerEntry): void {
      total = addRequest(total, entry);
      byModel.set(entry.model, addRequest(byModel.get(entry.model) ?? noUsage, entry));
      byProtocol.set(entry.protocol, addRequest(byProtocol.get(entry.protocol) ?? noUsage, entry));
      const { estimate, tokens, costUsd } = entry;
      estimatedTokens += estimate?.tokens ?? 0;
      charge(estimate ?? { tokens: (tokens.inputTokens ?? 0) + (tokens.outputTokens ?? 0), costUsd: costUsd ?? 0 });
    },
    usage: (): Omit<RunUsage, 'refused'> => ({
      total,
      byModel: Object.fromEntries(byModel),
      byProtocol: Object.fromEntries(byProtocol),
      charged: { ...spent, estimatedTokens },
    }),
  };
}

export type Ledger = ReturnType<typeof createLedger>;
