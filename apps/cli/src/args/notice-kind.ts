import type { NoticeKind } from '@devteam/api';
import { InvalidArgumentError, Option } from 'commander';

/** What somebody can be told of. */
const kindWords: Readonly<Record<NoticeKind, string>> = {
  execution_completed: 'a list is done',
  execution_stopped: 'an execution was stopped',
  execution_failed: 'an execution has failed',
  execution_halted: 'it halts at a stop point',
  task_landed: 'a task has landed',
  task_list_updated: 'the list has changed',
  review_opened: 'a person is asked',
  review_overdue: 'nobody answered in time',
  review_answered: 'somebody answered',
  injection_needs_approval: 'a task in between waits for approval',
  injection_ended: 'a task in between is in, or was refused',
  investigation_ended: 'an error was investigated',
  budget_near: 'a budget is nearly used up',
  budget_reached: 'a budget is used up',
  error: 'something failed',
};
const isKind = (word: string): word is NoticeKind => Object.hasOwn(kindWords, word);

function parseKind(text: string, before: readonly NoticeKind[] = []): NoticeKind[] {
  const word = text.trim();
  if (!isKind(word)) throw new InvalidArgumentError('See what there is with `devteam webhooks add --help`.');
  return before.includes(word) ? [...before] : [...before, word];
}

export const noticeKindOption = (): Option =>
  new Option('--kind <kind>', 'what it is told; may be given more than once').argParser(parseKind).makeOptionMandatory();

export const noticeKindsHelp = (): string =>
  ['', 'Kinds:', ...Object.entries(kindWords).map(([kind, words]) => `  ${kind.padEnd(25)} ${words}`)].join('\n');
