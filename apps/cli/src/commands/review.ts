import type { ReviewChoice } from '@devteam/api';
import { Argument, Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import type { CommandContext } from '../command-context.ts';

export interface ReviewListOptions {
  json?: boolean;
  all?: boolean;
}

export interface AnswerOptions {
  note?: string;
  key?: string;
  by?: string;
}

const reviewArgument = () => new Argument('<review>', 'its id, or the beginning of it; see `devteam review list`');

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('questions that wait for an answer')
    .description('Lists the reviews that wait for an answer, the nearest deadline first.')
    .option('--all', 'those that were answered or withdrawn too')
    .addOption(jsonOption('write them as one JSON array to standard output'))
    .action(async (options: ReviewListOptions) => {
      const { listOpenReviews } = await import('../reviews/list-reviews.ts');
      await listOpenReviews(options, context);
    });

const showCommand = (context: CommandContext): Command =>
  new Command('show')
    .summary('why, what was verified, what is only said, and what may be answered')
    .description(
      'Shows one review: why a person is asked, what was verified apart from what an agent says, the evidence, and the answers that there are.',
    )
    .addArgument(reviewArgument())
    .addOption(jsonOption('write it as one JSON object to standard output'))
    .action(async (review: string, options: { json?: boolean }) => {
      const { showReview } = await import('../reviews/show-review.ts');
      await showReview(review, options, context);
    });

interface Answer {
  name: string;
  choice: ReviewChoice;
  summary: string;
  description: string;
  note: string;
  needsNote?: true;
}

const answers: readonly Answer[] = [
  {
    name: 'approve',
    choice: 'approve',
    summary: 'land the work as it is',
    description:
      'Lands the kept work: merged into the branch as it is now, checked once more and pushed. It may fail only in what the review showed; the commit says who approved it.',
    note: 'why; it stays with the review',
  },
  {
    name: 'send-back',
    choice: 'send_back',
    summary: 'try it again, told what you say',
    description: 'Gives the task all its attempts again. Your note goes into the prompt.',
    note: 'what the next attempt has to know',
    needsNote: true,
  },
  {
    name: 'fix',
    choice: 'fix_by_hand',
    summary: 'you have mended it on the branch',
    description: 'For work that you have done and pushed to the branch yourself: it is checked, and the task is ticked.',
    note: 'what you did; it stays with the review',
  },
  {
    name: 'skip',
    choice: 'skip',
    summary: 'leave the task out',
    description: 'Marks the task as skipped in the list, by whom and why, and goes on with the next one.',
    note: 'why; it stands in the list',
  },
  {
    name: 'abandon',
    choice: 'abandon',
    summary: 'give the task up and stop',
    description: 'Marks the task as blocked in the list, and stops the execution.',
    note: 'why; it stands in the list',
    needsNote: true,
  },
];

function answerCommand(context: CommandContext, { choice, description, name, needsNote, note, summary }: Answer): Command {
  const command = new Command(name).summary(summary).description(description).addArgument(reviewArgument());
  if (needsNote) command.requiredOption('--note <text>', note);
  else command.option('--note <text>', note);
  return command
    .option('--by <name>', 'who answers (default: your user name)')
    .option('--key <key>', 'names this answer: the same one sent twice counts once')
    .action(async (review: string, options: AnswerOptions) => {
      const { giveAnswer } = await import('../reviews/give-answer.ts');
      await giveAnswer(review, choice, options, context);
    });
}

export const reviewCommand = (context: CommandContext): Command => {
  const command = new Command('review')
    .summary('answer what only a person can decide')
    .description(
      'Lists, shows and answers reviews: tasks that wait for a person. The first answer counts, and the same execution goes on with it.',
    )
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(showCommand(context));
  for (const answer of answers) command.addCommand(answerCommand(context, answer));
  return command;
};
