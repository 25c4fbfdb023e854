import { cancelCases } from './journal-cases/cancel.ts';
import { crashCases } from './journal-cases/crash-anywhere.ts';
import { outcomeCases } from './journal-cases/outcomes.ts';
import { recordCases } from './journal-cases/record.ts';
import { wholeRunCases } from './journal-cases/whole-runs.ts';
import type { JournalCase } from './journal-harness.ts';

/** What every journal owes, as data: run each case with a harness, in any test framework, each with some seconds of time. */
export const journalConformance: readonly JournalCase[] = [
  ...recordCases,
  ...outcomeCases,
  ...cancelCases,
  ...wholeRunCases,
  ...crashCases,
];
