import { z } from 'zod';
import { ReviewView, reviewChoices } from '../views/review-view.ts';
import { Id, ProjectParams, Text, idempotencyKey, items } from './fields.ts';
import { route } from './route.ts';

const ReviewParams = ProjectParams.extend({ reviewId: Id });

/** Questions that only a person answers. */
export const reviewRoutes = {
  listReviews: route({
    method: 'GET',
    path: '/api/devteam/reviews',
    summary: 'Questions that wait for a person, the nearest deadline first; with `state=all` answered ones, too',
    access: 'project.read',
    about: 'list',
    query: z.strictObject({ projectId: Id.optional(), state: z.enum(['open', 'all']).default('open') }),
    success: { status: 200, answer: items(ReviewView) },
    errors: [],
  }),
  findReview: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/reviews/{reviewId}',
    summary: 'One question, with what was verified apart from what is only said',
    access: 'project.read',
    about: 'project',
    params: ReviewParams,
    success: { status: 200, answer: ReviewView },
    errors: ['project_not_found', 'review_unknown'],
  }),
  answerReview: route({
    method: 'POST',
    path: '/api/devteam/projects/{projectId}/reviews/{reviewId}/answer',
    summary: 'Answer a question; the execution goes on with it',
    access: 'error.resolve',
    about: 'project',
    params: ReviewParams,
    body: z.strictObject({ choice: z.enum(reviewChoices), note: Text(5000).default(''), ...idempotencyKey }),
    success: { status: 200, answer: ReviewView },
    errors: ['project_not_found', 'review_unknown', 'review_answered', 'review_choice_unknown', 'database_unreachable'],
  }),
} as const;
