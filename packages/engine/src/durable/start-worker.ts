import { createHash, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { checkGit } from '@devteam/drivers/repository';
import type { Pool } from 'pg';
import {
  type ServiceRow,
  findExecutionById,
  findHolders,
  getProject,
  listIdleProjects,
  listOpenInjections,
  listen,
  readUnwanted,
  releaseNodes,
  saveService,
} from '../store/index.ts';
import { advance } from './advance.ts';
import { watchBudgets } from './budgets.ts';
import { type Runtime, orchestrationQueue, startRuntime } from './dbos-runtime.ts';
import { type Dispatcher, startDispatcher } from './dispatcher.ts';
import { writeMarks } from './control/write-marks.ts';
import { createEndedNodes } from './ended-nodes.ts';
import { openEquipment } from './equipment.ts';
import type { EngineOptions } from './engine.ts';
import { escalateReviews } from './escalate-reviews.ts';
import { executeNode } from './execute-node.ts';
import { failExecution } from './fail-execution.ts';
import { Fenced, type Hands } from './hands.ts';
import { breakInjection, runInjection } from './injections/run-injection.ts';
import { createKnownLists } from './known-lists.ts';
import { startLiveness } from './liveness.ts';
import { maintainMirrors } from './maintain-mirrors.ts';
import { openNodeContext, repositoryOpener } from './node-workplace.ts';
import { usualPace } from './pace.ts';
import { patiently } from './patiently.ts';
import { startRetention } from './retention.ts';
import { runPreparation } from './run-preparation.ts';
import { runTask } from './run-task.ts';
import { createRunningNodes } from './running-nodes.ts';
import { createStopSignals } from './stop-signals.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';
import { workflowOfNode } from './task-workflows.ts';

const sweepMs = 2000;
const quietForSeconds = 4;

/** A workflow of a worker that leaves or lost its work must not end: an ended one counts as done and nobody takes it over. */
const never = (): Promise<never> => new Promise(() => undefined);

/** Puts one worker together and starts it. `parts` take the place of what would touch the world: only measurements do that. */
export async function startWorker(
  options: EngineOptions,
  pool: Pool,
  parts: Partial<Pick<Hands, 'workflowOf' | 'openContext' | 'openRepository' | 'knownLists'>> = {},
): Promise<{ hands: Hands; close: () => Promise<void> }> {
  const { credential, databaseUrl, home, log, models, pace, promptModels, slots } = options;
  await checkGit();
  await Promise.all([
    mkdir(join(home, 'mirrors'), { recursive: true, mode: 0o700 }),
    mkdir(join(home, 'workspaces'), { recursive: true, mode: 0o711 }),
  ]);
  const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const installation = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const onService = (service: ServiceRow) => {
    // Only told: whoever looks again sees it again.
    saveService(pool, workerId, service).catch((error: unknown) =>
      log('warn', `How ${service.name} stands could not be written down: ${error instanceof Error ? error.message : String(error)}`),
    );
  };
  const equipment = openEquipment({ home, installation, models, promptModels, onService, log });
  const running = createRunningNodes();
  const ended = createEndedNodes();
  const stops = createStopSignals(async (executionId) => {
    const execution = await patiently(() => findExecutionById(pool, executionId), log);
    return !execution || execution.desired === 'stopped';
  });
  /** Ends what runs here and is not wanted any more. */
  const endUnwanted = async (tickets: readonly string[]) => {
    if (tickets.length === 0) return;
    for (const { ticket, work } of await patiently(() => readUnwanted(pool, tickets), log)) running.abort(ticket, 'it was cut off', work);
  };
  let runtime: Runtime | undefined;
  let queue: Dispatcher | undefined;
  const open = repositoryOpener({ home, credential });
  const hands: Hands = {
    pool,
    workerId,
    log,
    pace: { ...usualPace, ...pace },
    running,
    ended,
    stopSignal: stops.signal,
    nudgeQueue: () => queue?.nudge(),
    starts: () => hands.runtime(),
    runtime: () => {
      if (!runtime) throw new Error('The runtime is not up yet');
      return runtime;
    },
    knownLists: createKnownLists(),
    workflowOf: workflowOfNode,
    openRepository: async (projectId) => open(await patiently(() => getProject(pool, projectId), log)),
    openContext: (node, claim, nodeLog) => openNodeContext(hands, { home, equipment, open }, node, claim, nodeLog),
    ...parts,
  };
  let cleaning = Promise.resolve();
  /** One after the other, and nobody waits: large folders take longer to remove than a heartbeat may be late. */
  const cleanUp = () => {
    cleaning = cleaning
      .then(() => sweepLeftovers({ pool, home, equipment, log }))
      .catch((error: unknown) =>
        log('warn', `What dead workers left is not all removed: ${error instanceof Error ? error.message : String(error)}`),
      );
  };

  let isFenced = false;
  const liveness = await startLiveness({
    databaseUrl,
    pool,
    worker: { id: workerId, host: hostname(), pid: process.pid, slots },
    log,
    onFenced: () => {
      isFenced = true;
      // What it runs is somebody else's now; it ends with this process.
      void Promise.race([running.leave(), new Promise((resolve) => setTimeout(resolve, 2000))]).then(options.onFenced);
    },
  });

  /** A body's end is recorded as the workflow's end, except where that would be a lie. */
  const guarded = async <T>(
    executionId: string,
    body: () => Promise<T>,
    giveUp: (error: unknown) => Promise<void> = (error) => failExecution(hands, executionId, error),
  ): Promise<T | undefined> => {
    let result: T | undefined;
    try {
      result = await body();
    } catch (error) {
      if (error instanceof Fenced || running.isLeaving() || isFenced) {
        log('info', `Left to others: ${error instanceof Error ? error.message : String(error)}`);
        return never();
      }
      log('error', `A workflow broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      await giveUp(error);
    }
    return running.isLeaving() ? never() : result;
  };

  runtime = await startRuntime({
    databaseUrl,
    pool,
    workerId,
    log,
    bodies: {
      prepare: (executionId) => guarded(executionId, () => runPreparation(hands, executionId)),
      task: (executionId, key, run) => guarded(executionId, () => runTask(hands, executionId, key, run)),
      injection: (id) =>
        guarded(
          id,
          () => runInjection(hands, id),
          (error) => breakInjection(hands, id, error),
        ),
    },
  });
  const started = runtime;
  const nodes = startDispatcher({
    pool,
    workerId,
    slots,
    log,
    isLeaving: () => running.isLeaving() || isFenced,
    run: async (ticket, projectId) => (await guarded(ticket.split('/')[0] ?? '', () => executeNode(hands, ticket, { projectId }))) === true,
  });
  queue = nodes;
  liveness.watch({
    findOwners: async () => [...new Set([...(await started.findOwners()), ...(await findHolders(pool))])],
    takeOver: async (id) => {
      await releaseNodes(pool, id, { died: true });
      nodes.nudge();
      return started.takeOver(id);
    },
    cleanUp,
  });

  const listener = await listen(
    databaseUrl,
    {
      nodeEnded: (nodeId) => {
        ended.tell(nodeId);
        if (nodes.hasRoom()) nodes.nudge();
      },
      nodeReady: (payload) => {
        const [teller, what] = payload.split(' ');
        if (teller === workerId) return;
        if (what === orchestrationQueue) started.nudge();
        else nodes.nudge();
      },
      control: (payload) => {
        const [kind, ...rest] = payload.split(' ');
        const id = rest.join(' ');
        if (kind === 'node') void endUnwanted(running.tickets().filter((ticket) => ticket === id));
        else void stops.look(id);
      },
    },
    {
      onReady: () => {
        ended.tellAll();
        nodes.nudge();
        void stops.lookAll();
        void endUnwanted(running.tickets());
      },
    },
  );
  cleanUp();

  let sweeping: Promise<void> | undefined;
  const sweep = async () => {
    await endUnwanted(running.tickets());
    await writeMarks(hands);
    await escalateReviews(hands);
    for (const projectId of await listIdleProjects(pool, { quietForSeconds })) await advance(hands, projectId);
    await watchBudgets(hands);
    for (const id of await listOpenInjections(pool, { olderThanSeconds: quietForSeconds })) await started.startInjection(id);
  };
  const timer = setInterval(() => {
    if (sweeping) return;
    sweeping = sweep()
      .catch((error: unknown) =>
        log('warn', `The sweep failed and is tried again: ${error instanceof Error ? error.message : String(error)}`),
      )
      .finally(() => {
        sweeping = undefined;
      });
  }, sweepMs);
  const retention = startRetention({ pool, runtime, log, maintainMirrors: () => maintainMirrors({ pool, home, open }) });

  return {
    hands,
    close: async () => {
      clearInterval(timer);
      retention.stop();
      await running.leave();
      await sweeping;
      await listener.close();
      await nodes.stop();
      await started.stop();
      await liveness.stop();
      await cleaning;
      await equipment.close();
    },
  };
}
