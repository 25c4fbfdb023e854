import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CodedError, isActive } from '@devteam/api';
import { openRepository } from '@devteam/drivers/repository';
import type { Pool } from 'pg';
import { findExecution, findProject, getProject, migrate, openPool, saveProject } from '../store/index.ts';
import { answerReview } from './answer-review.ts';
import { setBudget } from './budgets.ts';
import { automate } from './commands.ts';
import { changeConfiguration, changeCustomer } from './configuration.ts';
import { control, stopCustomer } from './control/control.ts';
import { setStopPoints } from './control/stop-points.ts';
import { startTimer, stopTimer } from './control/timers.ts';
import { startCommander } from './dbos-commander.ts';
import { idleTransactionMs } from './dbos-runtime.ts';
import { driverLabel, requireDrivers } from './drivers-at-hand.ts';
import type { Engine, EngineOptions } from './engine.ts';
import type { Command } from './hands.ts';
import { approveInjection, cancelInjection, previewInjection, requestInjection } from './injections/request-injection.ts';
import { createKnownLists } from './known-lists.ts';
import { repositoryOpener } from './node-workplace.ts';
import { usualPace } from './pace.ts';
import { patiently } from './patiently.ts';
import { openDriverStates } from './preflight/driver-states.ts';
import { inspectRepository, readPreflight } from './preflight/preflight.ts';
import { setPriority, setSlots } from './slot-limits.ts';
import { startWorker } from './start-worker.ts';
import { readChanges, readDiff } from './read-changes.ts';
import { undo } from './undo.ts';
import { verifyReceipts } from './verify-receipts.ts';

/** Starts one process of the engine: a worker if it has slots, else one that only commands. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { databaseUrl, home, log, slots } = options;
  const pool = openPool({
    connectionString: databaseUrl,
    max: 10,
    application_name: 'devteam engine',
    // One commit may hold dozens of projects.
    idle_in_transaction_session_timeout: idleTransactionMs,
  });
  // A pool without this listener dies with the database.
  pool.on('error', (error) => log('warn', `A database connection was lost: ${error.message}`));
  await migrate(pool);
  const drivers = openDriverStates();
  const { close, command, workerId } = await (slots > 0 ? asWorker(options, pool) : asCommander(options, pool));
  return {
    workerId,
    pool,
    databaseUrl,
    label: driverLabel,
    saveProject: async (project) => {
      requireDrivers(project.executor, project.sandbox);
      // Refuses an address that could run a program before it is stored.
      openRepository({ directory: join(home, 'mirrors', 'unused'), url: project.repositoryUrl });
      await patiently(() => saveProject(pool, project), log);
    },
    changeConfiguration: async (projectId, change, terms) => {
      await requireProject(command, projectId);
      return changeConfiguration(command, projectId, change, terms);
    },
    changeCustomer: (customerId, change, terms) => changeCustomer(command, customerId, change, terms),
    automate: async (projectId, wanted = {}) => {
      await requireProject(command, projectId);
      return automate(command, projectId, wanted);
    },
    stop: async (projectId) => {
      await requireProject(command, projectId);
      const execution = await patiently(() => findExecution(pool, projectId), log);
      if (execution && isActive(execution.status)) await control(command, projectId, { command: 'stop_discard', by: 'somebody' });
    },
    control: async (projectId, request) => {
      await requireProject(command, projectId);
      return control(command, projectId, request);
    },
    stopCustomer: (customerId, by) => stopCustomer(command, customerId, by),
    setStopPoints: async (projectId, wanted) => {
      await requireProject(command, projectId);
      return setStopPoints(command, projectId, wanted);
    },
    startTimer: async (projectId, wanted) => {
      await requireProject(command, projectId);
      return startTimer(command, projectId, wanted);
    },
    stopTimer: async (projectId, wanted) => {
      await requireProject(command, projectId);
      return stopTimer(command, projectId, wanted);
    },
    setSlots: (limit, count, by) => setSlots(command, limit, count, by),
    setBudget: (scope, limits, by) => setBudget(command, scope, limits, by),
    setPriority: (projectId, priority, by) => setPriority(command, projectId, priority, by),
    answerReview: async (projectId, reviewId, answer) => {
      await requireProject(command, projectId);
      return answerReview(command, projectId, reviewId, answer);
    },
    inject: async (projectId, wanted) => {
      await requireProject(command, projectId);
      return requestInjection(command, projectId, wanted);
    },
    previewInjection: async (projectId, wanted) => {
      await requireProject(command, projectId);
      return previewInjection(command, projectId, wanted);
    },
    cancelInjection: (projectId, injectionId, by) => cancelInjection(command, projectId, injectionId, by),
    approveInjection: (projectId, injectionId, by) => approveInjection(command, projectId, injectionId, by),
    preflight: async (projectId) => {
      await requireProject(command, projectId);
      return readPreflight(command, { ...options, drivers }, projectId);
    },
    inspectRepository: (wanted) => inspectRepository({ ...options, drivers }, wanted),
    listDrivers: () => drivers.choices(),
    readChanges: async (projectId, taskKey) => {
      await requireProject(command, projectId);
      return readChanges(command, projectId, taskKey);
    },
    readDiff: async (projectId, between) => {
      await requireProject(command, projectId);
      return readDiff(command, projectId, between);
    },
    undo: async (projectId, wanted) => {
      await requireProject(command, projectId);
      return undo(command, projectId, wanted);
    },
    verifyReceipts: (wanted) => verifyReceipts(command, wanted),
    close: async () => {
      await close();
      await pool.end();
    },
  };
}

interface Part {
  command: Command;
  workerId: string;
  close: () => Promise<void>;
}

async function asWorker(options: EngineOptions, pool: Pool): Promise<Part> {
  const { close, hands } = await startWorker(options, pool);
  return { command: hands, workerId: hands.workerId, close };
}

async function asCommander({ credential, databaseUrl, home, log, pace }: EngineOptions, pool: Pool): Promise<Part> {
  const open = repositoryOpener({ home, credential });
  const commander = await startCommander({ databaseUrl, pool, log });
  const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const command: Command = {
    pool,
    log,
    starts: () => commander,
    knownLists: createKnownLists(),
    openRepository: async (projectId) => open(await patiently(() => getProject(pool, projectId), log)),
    pace: { ...usualPace, ...pace },
  };
  return { command, workerId, close: () => commander.stop() };
}

async function requireProject({ log, pool }: Command, projectId: string): Promise<void> {
  if (!(await patiently(() => findProject(pool, projectId), log))) throw new CodedError('project_not_found', { place: projectId });
}
