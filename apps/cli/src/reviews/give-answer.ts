import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { ReviewChoice } from '@devteam/api';
import { listReviews } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { AnswerOptions } from '../commands/review.ts';
import { withTeam } from '../local/with-team.ts';
import { findByPrefix } from './find-by-prefix.ts';

const follows: Readonly<Record<ReviewChoice, string>> = {
  approve: 'its work is merged, checked once more and pushed',
  send_back: 'it is tried again with your note',
  fix_by_hand: 'what is on the branch is checked, and the task is ticked',
  skip: 'the list says so, and the next task follows',
  abandon: 'the list says so, and the execution stops',
};

/** An answer to a review; a worker carries it out. */
export const giveAnswer = (words: string, choice: ReviewChoice, options: AnswerOptions, context: CommandContext): Promise<void> =>
  withTeam(context, async ({ engine }) => {
    const row = findByPrefix(words, await listReviews(engine.pool), 'review');
    const { by = userInfo().username, key = randomUUID(), note = '' } = options;
    const { task } = await engine.answerReview(row.projectId, row.id, { choice, note, key, by });
    context.stdout.line(`${task.id ?? task.key} ${choice.replaceAll('_', ' ')}: ${follows[choice]}.`);
  });
