import type { ReviewChoice, ReviewView } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import { noProjectsError } from '../local/open-for-reading.ts';
import { failureText } from '../output/failure-text.ts';
import { jsonLine } from '../output/json-line.ts';
import type { Paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { findReviewByPrefix } from './find-by-prefix.ts';
import { readReviews } from './list-reviews.ts';

const commands: Readonly<Record<ReviewChoice, string>> = {
  approve: 'approve',
  send_back: 'send-back --note «what it has to know»',
  fix_by_hand: 'fix',
  skip: 'skip',
  abandon: 'abandon --note «why»',
};

/** `devteam review show`. */
export async function showReview(words: string, { json = false }: { json?: boolean }, context: CommandContext): Promise<void> {
  const { stdout } = context;
  const views = await readReviews(false, context);
  if (!views) throw noProjectsError(context);
  const view = findReviewByPrefix(words, views);
  if (json) stdout.line(jsonLine(view));
  else for (const line of reviewLines(view, stdout.paint)) stdout.line(line);
}

/** What we know stands apart from what is only said. */
export function reviewLines(view: ReviewView, paint: Paint): string[] {
  const { answer, choices, claims, facts, projectId, reviewId, state, task, why, work } = view;
  const isWithdrawn = state === 'withdrawn';
  return [
    paint.bold(plainText(`${task.id ?? task.key} ${task.title}`)) + paint.faint(plainText(`  ${projectId}`)),
    '',
    failureText(why, paint),
    '',
    ...section(
      'We verified',
      facts.map(({ shownBy, what }) => `${plainText(what)}  ${paint.faint(plainText(shownBy))}`),
      paint,
    ),
    ...section(
      'Said, and not verified',
      claims.map(({ says, who }) => plainText(`${who}: ${says}`)),
      paint,
    ),
    ...(work ? [`The work is kept: ${paint.color('blue', work.commit.slice(0, 12))}, on top of ${work.base.slice(0, 12)}.`, ''] : []),
    ...(answer
      ? [
          `${plainText(answer.by)} answered ${paint.bold(answer.choice.replaceAll('_', ' '))}${answer.note ? `: ${plainText(answer.note)}` : ''}.`,
        ]
      : []),
    ...(isWithdrawn ? ['Its execution has ended: nobody waits for an answer any more.'] : []),
    ...(answer || isWithdrawn
      ? []
      : [paint.bold('Answer with'), ...choices.map((choice) => `  ${paint.color('blue', `devteam review ${withId(choice, reviewId)}`)}`)]),
  ];
}

const withId = (choice: ReviewChoice, id: string): string => commands[choice].replace(/^\S+/, (name) => `${name} ${id}`);

const section = (title: string, lines: readonly string[], paint: Paint): string[] =>
  lines.length === 0 ? [] : [paint.bold(title), ...lines.map((line) => `  ${line}`), ''];
