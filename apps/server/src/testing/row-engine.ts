import { randomUUID } from 'node:crypto';
import { CodedError, isActive } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import {
  addExecution,
  announceExecution,
  changeExecution,
  findExecution,
  findProject,
  findReview,
  inProject,
  reviewView,
  saveReviewAnswer,
} from '@devteam/engine/store';
import type { Pool } from 'pg';

/** An engine that writes the rows and events of its commands and works on nothing. */
export function createRowEngine(pool: Pool, databaseUrl: string): Engine {
  const requireProject = async (projectId: string) => {
    if (!(await findProject(pool, projectId))) throw new CodedError('project_not_found', { place: projectId });
  };
  const notPart = () => Promise.reject(new Error('not part of this engine'));
  return {
    workerId: 'row-engine',
    pool,
    databaseUrl,
    label: (_kind, name) => (name === 'process' ? 'process, not isolated' : name),
    saveProject: notPart,
    setSlots: notPart,
    setPriority: notPart,
    answerReview: async (projectId, reviewId, { by, choice, key, note }) => {
      await saveReviewAnswer(pool, reviewId, { key, choice, by, note });
      const row = await findReview(pool, reviewId);
      if (row?.projectId !== projectId) throw new CodedError('review_unknown', { place: reviewId });
      return reviewView(row);
    },
    setBudget: notPart,
    undo: notPart,
    verifyReceipts: notPart,
    control: notPart,
    stopCustomer: notPart,
    setStopPoints: notPart,
    startTimer: notPart,
    stopTimer: notPart,
    automate: async (projectId, { stopAfter = [] } = {}) => {
      await requireProject(projectId);
      const executionId = randomUUID();
      await inProject(pool, projectId, async (db) => {
        const last = await findExecution(db, projectId);
        if (last && isActive(last.status)) throw new CodedError('execution_active', { place: projectId });
        await addExecution(db, { id: executionId, projectId, stops: stopAfter.map((target) => ({ when: 'after' as const, target })) });
        await announceExecution(db, projectId, executionId);
      });
      return { executionId };
    },
    stop: async (projectId) => {
      await requireProject(projectId);
      await inProject(pool, projectId, async (db) => {
        const last = await findExecution(db, projectId);
        if (!last || !isActive(last.status)) return;
        await changeExecution(db, last.id, {
          status: 'stopped',
          wish: { desired: 'stopped', pauseWhen: null, stopWork: 'discard', by: 'somebody' },
          ended: true,
        });
        await announceExecution(db, projectId, last.id);
      });
    },
    inject: notPart,
    previewInjection: async (projectId, { mode, task }) => {
      await requireProject(projectId);
      const order = [{ key: 'T-1', title: 'one' }];
      return {
        mode,
        title: task.title,
        problem: null,
        taskKey: 'T-3',
        needsApproval: false,
        interrupts: null,
        replaces: null,
        oldOrder: order,
        newOrder: [{ key: 'T-3', title: task.title }, ...order],
        startsAs: 1,
        delayMinutes: null,
      };
    },
    cancelInjection: notPart,
    approveInjection: notPart,
    close: () => Promise.resolve(),
  };
}
