export { manualClock, type ManualClock } from './manual-clock.ts';
export {
  memoryJournal,
  type MemoryJournal,
  MemoryJournalCrashedError,
  type MemoryJournalOptions,
  type MemoryRecord,
} from './memory-journal.ts';
