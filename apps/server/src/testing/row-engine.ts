import { randomUUID } from 'node:crypto';
import { CodedError, type PreflightView, describeFailure, isActive } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import {
  addExecution,
  addInjection,
  addTimer,
  announceExecution,
  changeConfiguration,
  changeCustomer,
  changeExecution,
  changeInjection,
  endTimer,
  findCustomer,
  findExecution,
  findInjection,
  findProject,
  findReceipt,
  findReview,
  inProject,
  listTimers,
  reviewView,
  saveProject,
  saveReviewAnswer,
  timerView,
} from '@devteam/engine/store';
import type { Pool } from 'pg';

/** An engine that writes the rows and events of its commands and works on nothing. */
export function createRowEngine(pool: Pool, databaseUrl: string): Engine {
  const requireProject = async (projectId: string) => {
    if (!(await findProject(pool, projectId))) throw new CodedError('project_not_found', { place: projectId });
  };
  const settle = async (projectId: string, id: string, status: 'pending' | 'canceled', by: string) => {
    await changeInjection(pool, id, { status, settledBy: by, ended: status === 'canceled' }, { from: ['pending'] });
    const view = await findInjection(pool, projectId, id);
    if (!view) throw new CodedError('injection_not_found', { place: id });
    return view;
  };
  const standing = async (projectId: string, words: string) => {
    const last = await findExecution(pool, projectId);
    return { executionId: last?.id ?? null, status: last?.status ?? ('idle' as const), desired: 'paused' as const, words, already: false };
  };
  const notPart = () => Promise.reject(new Error('not part of this engine'));
  return {
    workerId: 'row-engine',
    pool,
    databaseUrl,
    label: (_kind, name) => (name === 'process' ? 'process, not isolated' : name),
    saveProject: (project) => saveProject(pool, project),
    changeConfiguration: async (projectId, change, { require }) => {
      await requireProject(projectId);
      return changeConfiguration(pool, projectId, change, require);
    },
    changeCustomer: async (customerId, change, { require }) => {
      const changed = await changeCustomer(pool, customerId, change, require);
      if (!changed) throw new CodedError('customer_not_found', { place: customerId });
      return changed;
    },
    setSlots: notPart,
    setPriority: notPart,
    answerReview: async (projectId, reviewId, { by, choice, key, note }) => {
      await saveReviewAnswer(pool, reviewId, { key, choice, by, note });
      const row = await findReview(pool, reviewId);
      if (row?.projectId !== projectId) throw new CodedError('review_unknown', { place: reviewId });
      return reviewView(row);
    },
    setBudget: async ({ id, kind }) => {
      if (kind === 'project') await requireProject(id);
      else if (!(await findCustomer(pool, id))) throw new CodedError('customer_not_found', { place: id });
    },
    readChanges: async (projectId, taskKey) => {
      await requireProject(projectId);
      return { projectId, taskKey, state: 'landed', base: 'decade', commit: 'c0ffee', diff: '', isCut: false };
    },
    readDiff: () => Promise.resolve('diff --git a/one b/one\n'),
    preflight: async (projectId) => {
      await requireProject(projectId);
      return madeUpPreflight('/somewhere');
    },
    inspectRepository: async ({ url }) => madeUpPreflight(url),
    listDrivers: async () => ({ executors: [usableDriver], sandboxes: [usableDriver], usualSandbox: usableDriver.name }),
    undo: async (projectId, { task }) => {
      await requireProject(projectId);
      return { commit: 'c0ffee', undone: 'decade', reopened: [task] };
    },
    verifyReceipts: async ({ projectId, receipt }) => {
      const row = await findReceipt(pool, receipt ?? '', projectId);
      if (!row) throw new CodedError('receipt_unknown', { place: receipt ?? '' });
      return [{ receiptId: row.hash, projectId: row.projectId, taskKey: row.taskKey, commit: row.commit, differences: [], forgotten: [] }];
    },
    control: async (projectId, { by, command }) => {
      await requireProject(projectId);
      await inProject(pool, projectId, async (db) => {
        const last = await findExecution(db, projectId);
        if (!last) throw new CodedError('control_refused', { place: projectId });
        await changeExecution(db, last.id, { wish: { desired: 'paused', pauseWhen: 'now', stopWork: null, by } });
        await announceExecution(db, projectId, last.id);
      });
      return standing(projectId, command);
    },
    stopCustomer: notPart,
    setStopPoints: async (projectId) => {
      await requireProject(projectId);
      return standing(projectId, 'set_stop_points');
    },
    startTimer: async (projectId, { by, task }) => {
      await requireProject(projectId);
      return timerView(await addTimer(pool, { projectId, key: task, title: task, person: by }), new Date());
    },
    stopTimer: async (projectId, { by }) => {
      await requireProject(projectId);
      const [running] = await listTimers(pool, { projectId, person: by, running: true });
      const row = running ?? (await addTimer(pool, { projectId, key: 'T-2', title: 'two', person: `${by} again` }));
      return timerView((await endTimer(pool, row.id)) ?? row, new Date());
    },
    automate: async (projectId, { askedBy, stopAfter = [] } = {}) => {
      await requireProject(projectId);
      const executionId = randomUUID();
      await inProject(pool, projectId, async (db) => {
        const last = await findExecution(db, projectId);
        if (last && isActive(last.status)) throw new CodedError('execution_active', { place: projectId });
        await addExecution(db, {
          id: executionId,
          projectId,
          stops: stopAfter.map((target) => ({ when: 'after' as const, target })),
          askedBy: askedBy ?? null,
        });
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
    inject: async (projectId, { by, mode, place = null, reason, task }) => {
      await requireProject(projectId);
      const id = randomUUID();
      const about = { projectId, key: id, content: '', mode, place, taskKey: 'T-3', replaced: null, oldOrder: [], newOrder: [] };
      await addInjection(pool, { ...about, id, status: 'pending', request: { by: { id: by }, reason, task } });
      return settle(projectId, id, 'pending', by);
    },
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
    cancelInjection: (projectId, id, by) => settle(projectId, id, 'canceled', by),
    approveInjection: (projectId, id, by) => settle(projectId, id, 'pending', by),
    close: () => Promise.resolve(),
  };
}

const usableDriver = { name: 'replay', label: 'replay', usable: true, why: null, next: null };

const madeUpPreflight = (url: string): PreflightView => ({
  repository: { url, branch: 'main', commit: 'c0ffee', failure: null },
  list: null,
  listFailure: describeFailure('task_list_missing'),
  checks: [{ name: 'test', command: 'npm test', kind: 'test' }],
  checksFrom: 'detected',
  checksFailure: null,
  executor: usableDriver,
  sandbox: usableDriver,
  model: null,
  registries: [],
  landing: 'merge',
  maxAttempts: 3,
  budgets: [],
  forecast: null,
  blockers: [describeFailure('task_list_missing')],
});
