import { randomUUID } from 'node:crypto';
import { type ExecutionStatus, findErrorCode } from '@devteam/api';
import { parse } from '@devteam/task-list';
import type { Pool } from 'pg';
import { type ControlRequest, planControl } from '../../decisions/control/plan-control.ts';
import type { StopWish } from '../../decisions/stop-points/stop-wish.ts';
import {
  addExecution,
  changeExecution,
  findExecution,
  findTaskList,
  inProject,
  listInjections,
  readOpenNodes,
  readTaskMarks,
  readTasks,
  saveProject,
  saveTaskList,
} from '../../store/index.ts';
import { advance } from '../advance.ts';
import { control } from '../control/control.ts';
import { readControlRows } from '../control/control-snapshot.ts';
import { setStopPoints } from '../control/stop-points.ts';
import { writeMarks } from '../control/write-marks.ts';
import type { Runtime } from '../dbos-runtime.ts';
import { createEndedNodes } from '../ended-nodes.ts';
import type { Hands } from '../hands.ts';
import type { NewInjection } from '../injections/new-injection.ts';
import { approveInjection, cancelInjection, requestInjection } from '../injections/request-injection.ts';
import { runInjection } from '../injections/run-injection.ts';
import { createKnownLists } from '../known-lists.ts';
import { usualPace } from '../pace.ts';
import { createRunningNodes } from '../running-nodes.ts';
import { storedListOf } from '../stored-list.ts';
import { openMemoryRepository } from './memory-repository.ts';
import { listPath as path, openSteeredWorker, steeredList, steeredWorkflow } from './steered-worker.ts';

/** What people see of it. */
export interface Observation {
  status: ExecutionStatus;
  wish: string;
  /** The task under way, and its node that runs. */
  open: string | null;
  node: string | null;
  outcomes: Record<string, string>;
  /** The list as the rows have it, and as the branch has it. */
  stored: string[];
  branch: string[];
  marks: string[];
  injections: string[];
}

/**
 * A project in rows, with a branch in memory: the store, the tick, the commands, the journal and the injections are the real ones, and what
 * a worker does is done one step at a time, in whatever order. One run takes some ten milliseconds, so thousands of sequences can be tried.
 */
export interface SteeredProject {
  id: string;
  /** What a worker does next: takes a node up, ends it, lands the task, or dies. `tick`: somebody looks without a reason. */
  work(step: 'begin' | 'end' | 'land' | 'crash' | 'tick' | 'write_marks'): Promise<void>;
  /** Asks, and says in what the rows differ from what the decisions promise. */
  ask(request: ControlRequest): Promise<{ taken: boolean; faults: string[] }>;
  /** The code of the refusal, or none. */
  setStops(stops: readonly StopWish[]): Promise<string | null>;
  inject(wanted: NewInjection): Promise<string | null>;
  /** Of the injections, the oldest first. */
  settle(event: 'cancel' | 'approve', index: number): Promise<string | null>;
  /** Carries out the next injection that was begun; `meanwhile` happens after the running task was stopped for it, before the list is changed. */
  carryOut(meanwhile: () => Promise<void>): Promise<void>;
  observe(): Promise<Observation>;
  /** What must never be. */
  faults(): Promise<string[]>;
}

export async function openSteeredProject(
  pool: Pool,
  { approval = [], status = 'running' }: { status?: ExecutionStatus; approval?: NewInjection['mode'][] } = {},
): Promise<SteeredProject> {
  const id = `steered/${randomUUID()}`;
  const memory = openMemoryRepository('main', { [path]: steeredList });
  /** Runs of tasks that a tick has asked a worker to take up, and injections. */
  const asked = new Set<string>();
  const injections: string[] = [];
  const starts: Runtime = {
    startPreparation: async () => undefined,
    startTask: async (executionId, key, run) => void asked.add(`${executionId} ${key} ${run}`),
    startInjection: async (injectionId) => void (injections.includes(injectionId) || injections.push(injectionId)),
    nudge: () => undefined,
    takeOver: async () => 0,
    findOwners: async () => [],
  } as Partial<Runtime> as Runtime;
  const hands: Hands = {
    pool,
    workerId: randomUUID(),
    log: () => undefined,
    starts: () => starts,
    runtime: () => starts,
    knownLists: createKnownLists(),
    openRepository: async () => memory.repository,
    pace: usualPace,
    running: createRunningNodes(),
    ended: createEndedNodes(),
    stopSignal: () => new AbortController().signal,
    nudgeQueue: () => undefined,
    workflowOf: steeredWorkflow,
    openContext: () => Promise.reject(new Error('Each body brings its own')),
  };
  const worker = openSteeredWorker({ hands, projectId: id, memory, asked });

  await saveProject(pool, {
    id,
    customer: { id: 'steered', name: 'Steered' },
    name: id,
    repositoryUrl: '/nowhere',
    branch: 'main',
    taskListPath: path,
    executor: 'replay',
    sandbox: 'process',
    settings: { injectionApproval: approval },
  });
  await saveTaskList(pool, id, storedListOf(parse(memory.bytes(path), { path }), { path, commit: memory.tip() }));
  if (status !== 'idle') {
    const executionId = randomUUID();
    await addExecution(pool, { id: executionId, projectId: id });
    const ended = status === 'stopped' || status === 'completed' || status === 'error';
    const desired = status === 'stopping' ? 'stopped' : status === 'paused' ? 'paused' : 'running';
    await changeExecution(pool, executionId, {
      status,
      ended,
      prepared: status !== 'initializing',
      branch: 'main',
      wish: {
        desired,
        pauseWhen: desired === 'paused' ? 'after_node' : null,
        stopWork: desired === 'stopped' ? 'keep' : null,
        by: 'somebody',
      },
    });
    // A stop that is under way is left where it is: the tick would end it.
    if (status !== 'stopping') await advance(hands, id);
  }

  const ask = async (request: ControlRequest): Promise<{ taken: boolean; faults: string[] }> => {
    const before = await inProject(pool, id, (db) => readControlRows(db, id));
    const plan = planControl(before.snapshot, request);
    const said = `${request.command} ${request.task ?? ''} of ${before.execution?.status ?? 'idle'}`;
    try {
      const answer = await control(hands, id, request);
      const faults: string[] = [];
      if (plan.outcome === 'refused') faults.push(`${said} was taken and ${plan.failure.code} was due`);
      else if (answer.already !== plan.already) faults.push(`${said}: already ${answer.already}`);
      else if (!plan.already && plan.wish !== undefined && answer.desired !== plan.wish.state)
        faults.push(`${said}: ${answer.desired} is wanted now`);
      return { taken: !answer.already, faults };
    } catch (error) {
      if (plan.outcome !== 'refused') return { taken: false, faults: [`${said} was refused with ${String(error)}`] };
      const faults = findErrorCode(error) === plan.failure.code ? [] : [`${said}: ${String(error)}, not ${plan.failure.code}`];
      const allowed = (error as { allowed?: readonly string[] }).allowed ?? [];
      if (allowed.join() !== plan.allowed.join()) faults.push(`${said}: allowed ${allowed.join()}`);
      const after = await inProject(pool, id, (db) => readControlRows(db, id));
      if (JSON.stringify(after) !== JSON.stringify(before)) faults.push(`${said} was refused and left a trace`);
      return { taken: false, faults };
    }
  };

  const listed = (bytes: Uint8Array) => parse(bytes, { path }).tasks.map(({ key, status: now, title }) => `${key} ${title}: ${now}`);

  const observe = async (): Promise<Observation> => {
    const execution = await findExecution(pool, id);
    const rows = execution ? await readTasks(pool, execution.id) : [];
    const open = rows.find(({ outcome }) => outcome === null);
    const nodes = open && execution ? await readOpenNodes(pool, execution.id, open.key) : [];
    const running = nodes.find((node) => node.status === 'running');
    const stored = await findTaskList(pool, id);
    return {
      status: execution?.status ?? 'idle',
      wish: [execution?.desired, execution?.pauseWhen, execution?.stopWork].filter(Boolean).join(' '),
      open: open?.key ?? null,
      node: running?.name ?? null,
      outcomes: Object.fromEntries(rows.flatMap(({ key, outcome }) => (outcome === null ? [] : [[key, outcome] as const]))),
      stored: stored ? listed(stored.content) : [],
      branch: listed(memory.bytes(path)),
      marks: (await readTaskMarks(pool, id)).map(({ key, listStatus, mark }) => `${key} ${mark} ${listStatus ?? ''}`).toSorted(),
      injections: (await listInjections(pool, id)).map(({ key, status: at }) => `${key} ${at}`).toSorted(),
    };
  };

  const faults = async (): Promise<string[]> => {
    const execution = await findExecution(pool, id);
    if (!execution) return [];
    const found: string[] = [];
    const all = await readTasks(pool, execution.id);
    const working = all.filter((each) => each.outcome === null);
    if (working.length > 1) found.push(`${working.length} tasks at once`);
    const { rows: nodes } = await pool.query<{ id: string; name: string; status: string; wasTaken: boolean }>(
      `select id, name, status, worker_id is not null as "wasTaken" from engine.node where project_id = $1`,
      [id],
    );
    const runs = nodes.filter((node) => node.status === 'running');
    if ((execution.endedAt || execution.status === 'paused') && runs.length > 0) found.push(`${execution.status}, and ${runs[0]?.id} runs`);
    if (execution.endedAt && working.length > 0) found.push(`${execution.status}, and ${working[0]?.key} is open`);
    if (all.some((each) => each.outcome === 'canceled' && each.claim !== null)) found.push('a task that was cut off has a claim');
    const marked = new Set((await readTaskMarks(pool, id)).filter(({ mark }) => mark !== 'given_back').map(({ key }) => key));
    if (working.some(({ key }) => marked.has(key))) found.push('a task is worked on that people keep for themselves');
    if (nodes.some((node) => node.name === 'push' && node.status === 'canceled' && node.wasTaken)) found.push('a push was cut off');
    const { rows: told } = await pool.query<{ status: string }>(
      `select payload ->> 'status' as status from engine.event where project_id = $1 and type = 'execution-update' order by seq desc limit 1`,
      [id],
    );
    if (told[0] && told[0].status !== execution.status) found.push(`people were told ${told[0].status}, and it is ${execution.status}`);
    const { rows: numbers } = await pool.query<{ gaps: number }>(
      `select (max(seq) - count(*))::integer as gaps from engine.event where project_id = $1`,
      [id],
    );
    if (numbers[0]?.gaps) found.push('the numbers of the events have a gap');
    return found;
  };

  const refusal = async (asking: Promise<unknown>): Promise<string | null> => {
    try {
      await asking;
      return null;
    } catch (error) {
      return findErrorCode(error) ?? String(error);
    }
  };

  return {
    id,
    ask,
    faults,
    observe,
    work: async (step) => {
      if (step === 'tick') return advance(hands, id);
      if (step === 'write_marks') return writeMarks(hands);
      return worker[step]();
    },
    setStops: (stopPoints) => refusal(setStopPoints(hands, id, { stopPoints, by: 'Maria' })),
    inject: (wanted) => refusal(requestInjection(hands, id, wanted)),
    settle: async (event, index) => {
      const all = (await listInjections(pool, id)).toReversed();
      const meant = all[index % all.length];
      if (!meant) return null;
      return refusal((event === 'cancel' ? cancelInjection : approveInjection)(hands, id, meant.injectionId, 'Eve'));
    },
    carryOut: async (meanwhile) => {
      const next = injections.shift();
      if (next === undefined) return;
      // First it reads the branch, then it stops what runs, then it looks at the branch once more to change it.
      memory.onFetch = async () => {
        memory.onFetch = meanwhile;
      };
      await runInjection(hands, next);
      memory.onFetch = undefined;
    },
  };
}
