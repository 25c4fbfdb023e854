import type { z } from 'zod';
import { interpret } from '../interpret.ts';
import type { RunResult } from '../run-progress.ts';
import type { Workflow } from '../workflow.ts';
import { memoryJournal, type MemoryJournalOptions } from './memory-journal.ts';

export type RunInMemoryOptions<Context, Input extends z.ZodType> = Omit<MemoryJournalOptions<Context>, 'workflow'> & {
  readonly input: z.input<Input>;
  readonly signal?: AbortSignal;
};

/** Runs a whole workflow in this process, for tests of its nodes together and for programs that need no durability. */
export async function runInMemory<Context, Input extends z.ZodType>(
  workflow: Workflow<Context, Input>,
  { input, signal, ...options }: RunInMemoryOptions<Context, Input>,
): Promise<RunResult> {
  const journal = memoryJournal({ ...options, workflow });
  return await interpret(workflow, { input, journal, ...(signal ? { signal } : {}) });
}
