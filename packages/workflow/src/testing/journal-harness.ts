import type { Journal } from '../journal.ts';
import type { Workflow } from '../workflow.ts';
import type { Ledger } from './journal-cases/ledger.ts';

/** What a journal driver gives to be put to the test. */
export interface JournalHarness {
  /**
   * A journal for one new run of this workflow, with nothing recorded. Bodies run in this process, by `runNode`, with this `ledger` as
   * their context. Several runs may be open at once.
   */
  open(workflow: Workflow<Ledger>, ledger: Ledger): Promise<OpenedJournal>;
}

export interface OpenedJournal {
  /**
   * Calls `work` with the journal, at the place where it may be used (inside a durable workflow, say; for most simply `work(journal)`), and
   * settles as `work` does. A `work` that rejects with a SimulatedCrashError stands for an interpreter whose process died at
   * this moment: it must not be recorded as an end of the run. May be called again, but never at the same time.
   */
  use<Value>(work: (journal: Journal) => Promise<Value>): Promise<Value>;
  /**
   * As if the process that holds this journal were killed: what its bodies in flight still give is not recorded. Answers the journal
   * of the process that takes over, on the same record.
   */
  crash(): Promise<OpenedJournal>;
  /** Ends everything that the test began. */
  close(): Promise<void>;
}

export interface JournalCase {
  readonly name: string;
  readonly run: (harness: JournalHarness) => Promise<void>;
}
