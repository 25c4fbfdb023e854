import type { MadeBy } from '@devteam/api';
import type { Receipt } from '../../decisions/verification/receipt/receipt.ts';
import { countTests, receiptTrailer } from '../../decisions/verification/receipt/receipt.ts';
import type { KnownRun } from '../../decisions/verification/usable-evidence.ts';
import type { Judged } from './judge-work.ts';
import type { NodeContext } from './node-context.ts';
import type { CheckRun } from './run-checks.ts';
import type { Approval, TaskInput } from './task-input.ts';

const longestText = 20_000;
/** A receipt has one text, so what stands in it is whole characters, and not endless. */
const bounded = (text: string): string => text.slice(0, longestText).toWellFormed();

export interface ReceiptFacts {
  input: TaskInput;
  judged: Judged;
  tree: string;
  base: string;
  guards: readonly string[];
  made: MadeBy;
  approval: Approval | null;
  at: Date;
}

/** Why this work may land. */
export function makeReceipt({ approval, at, base, guards, input, judged, made, tree }: ReceiptFacts): Receipt {
  const { sandbox, verdict } = judged;
  return {
    version: 1,
    task: { project: input.projectId, key: bounded(input.key), execution: input.executionId, attempt: input.attempt },
    tree,
    base,
    parents: [base],
    sandbox: { driver: sandbox.driver, isolation: sandbox.isolation, enforces: [...guards], image: sandbox.image?.digest ?? null },
    checks: judged.runs.map(checkEntry),
    baseline: judged.base?.length ? judged.base.map(baselineEntry) : null,
    criteria: judged.criteria.map(({ result, text }) => ({ text: bounded(text), result })),
    verdict: { verdict: verdict.verdict, reasons: verdict.reasons.map(bounded), notes: verdict.notes.map(bounded) },
    approval: approval && { by: bounded(approval.by), why: bounded(approval.note) },
    models: made.models.map(({ costUsd, inputTokens, model, outputTokens, requests }) => ({
      model: bounded(model),
      requests,
      inputTokens,
      outputTokens,
      costMicrodollars: costUsd === null ? null : Math.round(costUsd * 1_000_000),
    })),
    prompt: made.prompt,
    executor: made.executor ? { name: bounded(made.executor.name), attempt: made.executor.attempt } : null,
    askedBy: input.askedBy ? { kind: input.askedBy.kind, name: bounded(input.askedBy.name) } : null,
    at: at.toISOString(),
  };
}

const checkEntry = ({ result }: CheckRun): Receipt['checks'][number] => ({
  name: bounded(result.name),
  command: bounded(result.command),
  outcome: result.result,
  exitCode: result.exitCode,
  log: result.log,
  tests: result.tests,
});

/** Of the base only what is compared is kept. */
const baselineEntry = ({ evidence }: KnownRun): Receipt['checks'][number] => ({
  name: bounded(evidence.name),
  command: '',
  outcome: evidence.outcome,
  exitCode: null,
  log: null,
  tests: evidence.report && countTests(evidence.report),
});

/** The commit that was verified, made once more with the line that names its receipt: the same tree on the same parent. */
export async function sealCommit(
  { author, now, repository }: NodeContext,
  commit: { id: string; parent: string },
  receipt: Receipt,
  signal: AbortSignal,
): Promise<string> {
  const message = await repository.commitMessage(commit.id, { signal });
  return repository.writeCommit({
    treeOf: commit.id,
    parents: [commit.parent],
    message: `${message.trimEnd()}\n${receiptTrailer(receipt)}\n`,
    author,
    at: now(),
    signal,
  });
}
