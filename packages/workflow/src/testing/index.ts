export { SimulatedCrashError } from './journal-cases/crashing-journal.ts';
export type { Ledger } from './journal-cases/ledger.ts';
export { journalConformance } from './journal.conformance.ts';
export type { JournalCase, JournalHarness, OpenedJournal } from './journal-harness.ts';
export { manualClock, type ManualClock } from './manual-clock.ts';
export {
  memoryJournal,
  type MemoryJournal,
  MemoryJournalCrashedError,
  type MemoryJournalOptions,
  type MemoryRecord,
} from './memory-journal.ts';
export { runInMemory, type RunInMemoryOptions } from './run-in-memory.ts';
