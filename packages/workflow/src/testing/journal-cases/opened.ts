import { inputHash } from '../../input-hash.ts';
import type { EndedAttempt, Journal, NodeCall } from '../../journal.ts';
import type { Workflow } from '../../workflow.ts';
import type { JournalHarness, OpenedJournal } from '../journal-harness.ts';
import { type Ledger, newLedger, soon } from './ledger.ts';

/** Opens a run, lets the case work with it, and closes whatever is open at the end, also after crashes. */
export async function withRun(
  harness: JournalHarness,
  workflow: Workflow<Ledger>,
  work: (run: ConformanceRun) => Promise<void>,
): Promise<void> {
  const ledger = newLedger();
  let opened = await harness.open(workflow, ledger);
  const crash = async () => {
    opened = await opened.crash();
  };
  const use: OpenedJournal['use'] = (each) => opened.use(each);
  try {
    await work({ ledger, use, crash });
  } finally {
    await opened.close();
  }
}

export interface ConformanceRun {
  readonly ledger: Ledger;
  readonly use: OpenedJournal['use'];
  readonly crash: () => Promise<void>;
}

export const callOf = (node: string, given: Partial<NodeCall> = {}): NodeCall => {
  const { input = {}, needs = {} } = given;
  return { node, attempt: 1, input, needs, inputHash: inputHash({ input, needs }), delayMs: 0, ...given };
};

export const nextOf = async (journal: Journal, ...live: NodeCall[]): Promise<EndedAttempt> =>
  await soon(journal.next(live), `the end of ${live.map((call) => `${call.node}#${call.attempt}`).join(' or ')}`);

export async function startAndEnd(journal: Journal, call: NodeCall): Promise<EndedAttempt> {
  await journal.start(call);
  return await nextOf(journal, call);
}
