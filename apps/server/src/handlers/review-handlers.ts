import { CodedError, type Routes, allows } from '@devteam/api';
import { findReview, listReviews, reviewView } from '@devteam/engine/store';
import { inTime } from '../http/in-time.ts';
import type { ServerEngine } from '../server-engine.ts';
import type { Handlers } from './handler.ts';

type ReviewRoutes = Pick<Routes, 'listReviews' | 'findReview' | 'answerReview'>;

/** Questions that only a person answers. */
export const reviewHandlers = (engine: ServerEngine): Handlers<ReviewRoutes> => ({
  listReviews: async ({ query: { projectId, state } }, { caller, read }) => {
    const rows = await read((db) => listReviews(db, { open: state === 'open', ...(projectId === undefined ? {} : { projectId }) }));
    return { items: rows.filter((row) => allows(caller, 'project.read', row)).map(reviewView) };
  },
  findReview: async ({ params: { projectId, reviewId } }, { read }) => {
    const row = await read((db) => findReview(db, reviewId));
    if (row?.projectId !== projectId) throw new CodedError('review_unknown', { place: reviewId });
    return reviewView(row);
  },
  answerReview: ({ body: { choice, idempotencyKey, note }, params: { projectId, reviewId } }, { caller, request }) =>
    inTime(engine.answerReview(projectId, reviewId, { choice, note, key: idempotencyKey ?? request.id, by: caller.name })),
});
