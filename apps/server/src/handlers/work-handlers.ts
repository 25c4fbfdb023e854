import { type BudgetView, CodedError, type ReceiptRecord, type Routes, allows } from '@devteam/api';
import { readMetrics } from '@devteam/engine/durable';
import {
  type ReceiptRow,
  findResolution,
  findReview,
  listBudgets,
  listPlaces,
  listReceipts,
  listResolutions,
  listReviews,
  listTimers,
  readProjectViews,
  resolutionView,
  reviewView,
  timerView,
} from '@devteam/engine/store';
import { inTime } from '../http/in-time.ts';
import type { ServerEngine } from '../server-engine.ts';
import type { Handlers } from './handler.ts';
import { newInjectionOf } from './new-injection-of.ts';

type WorkRoutes = Pick<
  Routes,
  | 'listReviews'
  | 'findReview'
  | 'answerReview'
  | 'listResolutions'
  | 'findResolution'
  | 'listReceipts'
  | 'previewInjection'
  | 'readMetrics'
  | 'listTimers'
  | 'startTimer'
  | 'stopTimer'
  | 'undoTask'
  | 'readChanges'
  | 'listBudgets'
  | 'setBudget'
>;

const dayMs = 24 * 60 * 60 * 1000;

/** What the work asks of people, what it found out, what it proved, what it used. */
export const workHandlers = (engine: ServerEngine): Handlers<WorkRoutes> => ({
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
  listResolutions: async ({ params: { projectId } }, { read }) => {
    const rows = await read((db) => listResolutions(db, { projectId }));
    return {
      items: rows.map((row) => {
        const { log: _, ...rest } = resolutionView(row);
        return rest;
      }),
    };
  },
  findResolution: async ({ params: { projectId, resolutionId } }, { read }) => {
    const row = await read((db) => findResolution(db, resolutionId));
    if (row?.projectId !== projectId) throw new CodedError('error_not_found', { place: resolutionId });
    return resolutionView(row);
  },
  listReceipts: async ({ params: { projectId }, query: { taskKey } }, { read }) => {
    const rows = await read((db) => listReceipts(db, projectId));
    return {
      items: rows
        .filter((row) => taskKey === undefined || row.taskKey === taskKey)
        .map(receiptOf)
        .toReversed(),
    };
  },
  previewInjection: ({ body, params }, { caller, place }) =>
    inTime(engine.previewInjection(params.projectId, newInjectionOf(body, caller, place))),
  setBudget: async ({ body: { limits }, params: { projectId } }, { caller, read }) => {
    await inTime(engine.setBudget({ kind: 'project', id: projectId }, limits, caller.name));
    const budgets = await read((db) => listBudgets(db));
    return { items: budgets.filter(({ scope }) => scope.kind === 'project' && scope.id === projectId) };
  },
  listTimers: async ({ query: { projectId, running } }, { caller, read }) => {
    const rows = await read((db) => listTimers(db, { running: running === 'yes', ...(projectId === undefined ? {} : { projectId }) }));
    const now = new Date();
    const visible = await read((db) => readProjectViews(db, engine.label));
    const seen = new Set(visible.filter((view) => allows(caller, 'project.read', view)).map((view) => view.projectId));
    return { items: rows.filter((row) => seen.has(row.projectId)).map((row) => timerView(row, now)) };
  },
  startTimer: ({ body, params }, { caller }) => inTime(engine.startTimer(params.projectId, { task: body.taskKey, by: caller.name })),
  stopTimer: ({ params }, { caller }) => inTime(engine.stopTimer(params.projectId, { by: caller.name })),
  readChanges: ({ params: { projectId, taskKey } }) => inTime(engine.readChanges(projectId, taskKey)),
  undoTask: async ({ params: { projectId, taskKey } }, { caller }) => {
    const { commit, reopened } = await inTime(engine.undo(projectId, { task: taskKey, by: caller.name }));
    return { commit, reopened };
  },
  readMetrics: async ({ query: { customerId, days } }, { read }) => {
    const to = new Date();
    const { forecasts, metrics } = await read((db) => readMetrics(db, { from: new Date(to.getTime() - days * dayMs), to, customerId }));
    return { items: metrics, forecasts };
  },
  listBudgets: async (_, { caller, read }) => {
    const budgets = await read((db) => listBudgets(db));
    const places = new Map((await read((db) => listPlaces(db))).map((place) => [place.projectId, place]));
    const placeOf = ({ id, kind }: BudgetView['scope']) =>
      kind === 'customer' ? { customerId: id, projectId: null } : places.get(kind === 'task' ? (id.split(' ')[0] ?? '') : id);
    return {
      items: budgets.filter(({ scope }) => {
        const place = placeOf(scope);
        return place !== undefined && allows(caller, 'analytics.read', place);
      }),
    };
  },
});

const receiptOf = ({ commit, content, executionId, hash, landedAt, projectId, taskKey }: ReceiptRow): ReceiptRecord => ({
  projectId,
  hash,
  executionId,
  taskKey,
  commit,
  content,
  landedAt: landedAt?.toISOString() ?? null,
});
