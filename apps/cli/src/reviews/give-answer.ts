import { randomUUID } from 'node:crypto';
import type { ReviewChoice, ReviewView } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import type { AnswerOptions } from '../commands/review.ts';
import { loginName } from '../local/login-name.ts';
import { noProjectsError } from '../local/open-for-reading.ts';
import { withTeam } from '../local/with-team.ts';
import { findRemote } from '../remote/find-remote.ts';
import { findReviewByPrefix } from './find-by-prefix.ts';
import { readReviews } from './list-reviews.ts';

const follows: Readonly<Record<ReviewChoice, string>> = {
  approve: 'its work is merged, checked once more and pushed',
  send_back: 'it is tried again with your note',
  fix_by_hand: 'what is on the branch is checked, and the task is ticked',
  skip: 'the list says so, and the next task follows',
  abandon: 'the list says so, and the execution stops',
};

/** An answer to a review; a worker carries it out. */
export async function giveAnswer(words: string, choice: ReviewChoice, options: AnswerOptions, context: CommandContext): Promise<void> {
  const { by = loginName(), key = randomUUID(), note = '' } = options;
  const views = await readReviews(false, context);
  if (!views) throw noProjectsError(context);
  const { projectId, reviewId } = findReviewByPrefix(words, views);
  const remote = await findRemote(context);
  const tell = ({ task }: ReviewView) => context.stdout.line(`${task.id ?? task.key} ${choice.replaceAll('_', ' ')}: ${follows[choice]}.`);
  if (remote) {
    const asked = { params: { projectId, reviewId }, body: { choice, note, idempotencyKey: key } };
    return tell(await remote.client.call('answerReview', asked));
  }
  return withTeam(context, async ({ engine }) => tell(await engine.answerReview(projectId, reviewId, { choice, note, key, by })));
}
