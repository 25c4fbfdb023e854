import { CodedError, type ControlCommand, type ExecutionSummary, type Routes, type TaskStatus, type TaskView, allows } from '@devteam/api';
import { findExecutionError, findProjectDetail, findUser, listExecutionSummaries, readProjectViews } from '@devteam/engine/store';
import { type Caller, askedByOf, callerOfRow } from '../auth/caller.ts';
import { inTime } from '../http/in-time.ts';
import { RequestRefused } from '../http/problem.ts';
import type { Pool } from 'pg';
import type { RepositoryProbe } from '../repository-probe.ts';
import type { ServerEngine } from '../server-engine.ts';
import { automationStatus } from './automation-status.ts';
import { control } from './control.ts';
import type { Call, Handlers } from './handler.ts';
import { noSuchProject } from './project-handlers.ts';

export interface AutomationParts {
  engine: ServerEngine;
  /** For people, who are nobody's tenants. */
  pool: Pool;
  probe: RepositoryProbe;
}

type AutomationRoutes = Pick<
  Routes,
  | 'initializeAutomation'
  | 'readAutomationStatus'
  | 'pauseAutomation'
  | 'resumeAutomation'
  | 'stopAutomation'
  | 'updateRepositoryTask'
  | 'validateRepository'
  | 'listRepositoryTasks'
  | 'findExecutionError'
  | 'listActiveExecutions'
  | 'listExecutionHistory'
>;

export const automationHandlers = ({ engine, pool, probe }: AutomationParts): Handlers<AutomationRoutes> => {
  const readStatus = async (projectId: string, { read }: Call) => {
    const [view] = await read((db) => readProjectViews(db, engine.label, [projectId]));
    if (!view) throw noSuchProject(projectId);
    return automationStatus(view);
  };
  const listFor = async (userId: string, call: Call, options: { isActive: boolean; limit: number }) => {
    const person = await personOf(pool, userId, call.caller);
    const found = await call.read((db) => listExecutionSummaries(db, options));
    return found.filter((each) => seesBoth(each, call.caller, person));
  };

  const findTask = async (projectId: string, taskId: string, { read }: Call): Promise<TaskView> => {
    const detail = await read((db) => findProjectDetail(db, engine.label, projectId));
    const task = detail?.tasks.find(({ id, key }) => key === taskId || id === taskId);
    if (!task) throw new CodedError('task_unknown', { place: taskId });
    return task;
  };

  return {
    initializeAutomation: async ({ body }, call) => {
      const { projectId, stopPoint } = body;
      const wanted = stopPoint === undefined || stopPoint === null ? {} : { stopAfter: [stopPoint] };
      const { executionId } = await inTime(engine.automate(projectId, { ...wanted, askedBy: askedByOf(call.caller) }));
      return { ...(await readStatus(projectId, call)), executionId };
    },
    readAutomationStatus: ({ params }, call) => readStatus(params.projectId, call),
    pauseAutomation: ({ params }, call) => control(engine, { ...params, command: 'pause_after_node' }, call),
    resumeAutomation: ({ params }, call) => control(engine, { ...params, command: 'resume' }, call),
    stopAutomation: ({ params }, call) => control(engine, { ...params, command: 'stop_discard' }, call),
    updateRepositoryTask: async ({ body, params: { projectId, taskId } }, call) => {
      const before = await findTask(projectId, taskId, call);
      call.requireMatch(before);
      const command = commandOfStatus[body.status];
      if (command === undefined) {
        const allowed = Object.keys(commandOfStatus);
        throw new RequestRefused('control_refused', { why: `a task becomes ${body.status} by work, not by hand` }, { allowed });
      }
      await control(engine, { projectId, command, taskKey: before.key }, call);
      return findTask(projectId, taskId, call);
    },
    validateRepository: ({ body }, { caller }) => probe(body.repositoryUrl, { mayReadPaths: caller.by === 'local' }),
    listRepositoryTasks: async ({ params }, { read }) => {
      const detail = await read((db) => findProjectDetail(db, engine.label, params.projectId));
      if (!detail) throw noSuchProject(params.projectId);
      return { tasks: detail.tasks };
    },
    findExecutionError: async ({ params }, { read }) => {
      const found = await read((db) => findExecutionError(db, params.executionId, params.errorId));
      if (!found) throw new CodedError('error_not_found', { place: params.errorId });
      return found;
    },
    listActiveExecutions: ({ params }, call) => listFor(params.userId, call, { isActive: true, limit: 500 }),
    listExecutionHistory: ({ params, query }, call) => listFor(params.userId, call, { isActive: false, limit: query.limit }),
  };
};

/** What a person may make of a task, as the commands that do it. */
const commandOfStatus: Partial<Record<TaskStatus, ControlCommand>> = {
  skipped: 'skip_task',
  pending: 'replay_task',
  active: 'replay_task',
};

/** Whose executions are asked for: the caller's own, under our id or the host's, or those of somebody whose roles the caller may change. */
async function personOf(pool: Pool, userId: string, caller: Caller): Promise<Caller> {
  if (userId === 'me' || userId === caller.userId || `host:${userId}` === caller.userId) return caller;
  const user = await findUser(pool, userId);
  if (!user?.grants.some((grant) => allows(caller, 'user.manage', grant))) throw new CodedError('user_not_found', { place: userId });
  return callerOfRow({ ...user, userId: user.id }, { by: 'session' });
}

const seesBoth = (execution: ExecutionSummary, caller: Caller, person: Caller): boolean =>
  allows(caller, 'project.read', execution) && allows(person, 'project.read', execution);
