import type { ReviewChoice, ReviewView } from '@devteam/api';

interface ChoiceWords {
  words: string;
  /** What it leads to. */
  consequence: string;
  /** One line of why is asked for. */
  needsNote: boolean;
  noteLabel: string;
  key: string;
  /** The word of the command line. */
  cli: string;
}

export const choiceWords: Record<ReviewChoice, ChoiceWords> = {
  approve: {
    words: 'Approve',
    consequence: 'The work lands as it is; the receipt says who approved it and which checks failed.',
    needsNote: false,
    noteLabel: 'Note (optional)',
    key: 'a',
    cli: 'approve',
  },
  send_back: {
    words: 'Send back',
    consequence: 'A new attempt begins, with your note in its prompt.',
    needsNote: true,
    noteLabel: 'What has to be different',
    key: 's',
    cli: 'send-back',
  },
  fix_by_hand: {
    words: 'I have fixed it',
    consequence: 'The branch is read again; if the checks pass there, the task is done and the list goes on.',
    needsNote: false,
    noteLabel: 'Note (optional)',
    key: 'x',
    cli: 'fix',
  },
  skip: {
    words: 'Skip the task',
    consequence: 'The list marks it as skipped and goes on with the next one.',
    needsNote: true,
    noteLabel: 'Why it is skipped',
    key: 'i',
    cli: 'skip',
  },
  abandon: {
    words: 'Abandon',
    consequence: 'The execution stops here. Everything that has landed stays.',
    needsNote: true,
    noteLabel: 'Why it ends',
    key: 'b',
    cli: 'abandon',
  },
};

export function commandOf({ reviewId }: Pick<ReviewView, 'reviewId'>, choice: ReviewChoice, note: string): string {
  const said = note.trim() === '' ? '' : ` --note '${note.trim().replaceAll("'", String.raw`'\''`)}'`;
  return `devteam review ${choiceWords[choice].cli} ${reviewId}${said}`;
}
