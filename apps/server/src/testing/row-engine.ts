import { randomUUID } from 'node:crypto';
import { CodedError, isActive } from '@devteam/api';
import type { Engine } from '@devteam/engine/durable';
import { addExecution, announceExecution, changeExecution, findExecution, findProject, inProject } from '@devteam/engine/store';
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
    answerReview: notPart,
    setBudget: notPart,
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
    previewInjection: notPart,
    cancelInjection: notPart,
    approveInjection: notPart,
    close: () => Promise.resolve(),
  };
}
