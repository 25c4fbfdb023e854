import { describe, expect, test } from 'vitest';
import type { Workflow } from '../index.ts';
import { journalConformance, type JournalHarness, type Ledger, memoryJournal, type MemoryRecord, type OpenedJournal } from './index.ts';

const harness: JournalHarness = { open: async (workflow, ledger) => open(workflow, ledger) };

function open(workflow: Workflow<Ledger>, ledger: Ledger, record?: MemoryRecord): OpenedJournal {
  const journal = memoryJournal({ workflow, context: ledger, ...(record ? { record } : {}) });
  return {
    use: (work) => work(journal),
    crash: async () => {
      journal.crash();
      return open(workflow, ledger, journal.record());
    },
    close: async () => journal.crash(),
  };
}

describe('the memory journal is a journal', () => {
  test.each(journalConformance)('$name', async ({ run }) => {
    await expect(run(harness)).resolves.toBeUndefined();
  });
});
