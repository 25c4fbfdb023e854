import { randomUUID } from 'node:crypto';
import { type ExecutionStatus, findErrorCode } from '@devteam/api';
import { parse } from '@devteam/task-list';
import type { Pool } from 'pg';
import { type ControlRequest, planControl } from '../../decisions/control/plan-control.ts';
import { getNextPhase } from '../../decisions/phase-table.ts';
import {
  type NodeRow,
  addExecution,
  addNode,
  changeExecution,
  changeTask,
  claimTask,
  endNode,
  findExecution,
  findTaskList,
  inProject,
  readOpenNodes,
  readTaskMarks,
  readTasks,
  saveProject,
  saveTaskList,
} from '../../store/index.ts';
import { advance, tick } from '../advance.ts';
import { control } from '../control/control.ts';
import { readControlRows } from '../control/control-snapshot.ts';
import type { Command } from '../hands.ts';
import { createKnownLists } from '../known-lists.ts';
import { usualPace } from '../pace.ts';
import { storedListOf } from '../stored-list.ts';
import { listOf } from './recorded-project.ts';

const tasks = ['1.1', '1.2', '1.3'].map((id) => ({ id, title: `Task ${id}` }));
const path = 'task_lists.md';

/**
 * A project in rows alone: the store, the tick and the commands are the real ones, and what a worker would do is done by hand, one step at
 * a time. One run takes milliseconds, so thousands of sequences can be tried against what the pure decisions say.
 */
export interface SteeredProject {
  id: string;
  command: Command;
  /** What a worker does next: takes a node up, ends it, or lands the task. */
  work(step: 'begin' | 'end' | 'land'): Promise<void>;
  /** Asks, and says in what the rows differ from what the decisions promise. */
  ask(request: ControlRequest): Promise<string[]>;
  /** What must never be. */
  faults(): Promise<string[]>;
}

export async function openSteeredProject(pool: Pool, status: ExecutionStatus = 'running'): Promise<SteeredProject> {
  const id = `steered/${randomUUID()}`;
  const command: Command = {
    pool,
    log: () => undefined,
    starts: () => ({ startPreparation: async () => undefined, startTask: async () => undefined, startInjection: async () => undefined }),
    knownLists: createKnownLists(),
    openRepository: () => Promise.reject(new Error('These commands need no repository')),
    pace: usualPace,
  };
  await saveProject(pool, {
    id,
    customer: { id: 'steered', name: 'Steered' },
    name: id,
    repositoryUrl: '/nowhere',
    executor: 'replay',
    sandbox: 'process',
  });
  await saveTaskList(pool, id, storedListOf(parse(new TextEncoder().encode(listOf(tasks)), { path }), { path, commit: 'a' }));
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
    if (status !== 'stopping') await advance(command, id);
  }
  /** Claims that were good once: whoever writes under one of them late must change nothing. */
  const running: { node: NodeRow; claim: string; taskClaim: string }[] = [];

  const open = async () => {
    const execution = await findExecution(pool, id);
    const task = execution && (await readTasks(pool, execution.id)).find((each) => each.outcome === null);
    return execution && task && execution.status === 'running' ? { execution, task } : undefined;
  };

  const begin = async () => {
    const now = await open();
    if (!now || now.execution.desired !== 'running') return;
    const { execution, task } = now;
    if ((await readOpenNodes(pool, execution.id, task.key)).length > 0) return;
    const claim = randomUUID();
    const taskClaim = randomUUID();
    await inProject(pool, id, async (db) => {
      if (!(await claimTask(db, { executionId: execution.id, key: task.key, run: task.run }, taskClaim))) return;
      const name = task.phase === 'PREP' ? 'codeExecution' : 'push';
      const nodeId = `${execution.id}/${task.key}/${task.selections}.${task.attempt}.${task.round}/${name}#${randomUUID().slice(0, 8)}`;
      const place = { executionId: execution.id, projectId: id, taskKey: task.key, name, selection: task.selections };
      const row = { id: nodeId, ...place, attempt: task.attempt, round: task.round, nodeAttempt: 1, input: null, inputHash: '' };
      const { row: node } = await addNode(db, row, { running: { workerId: 'by-hand', claim } });
      const phase = name === 'push' ? 'PUSH' : 'IMPLEMENT';
      await changeTask(db, { executionId: execution.id, key: task.key, claim: taskClaim }, { node: name, phase });
      running.push({ node, claim, taskClaim });
    });
  };

  /** Every node that was ever begun reports its end, whether it is wanted or not. */
  const end = async () => {
    for (const { claim, node } of running)
      await inProject(pool, id, (db) =>
        endNode(db, { id: node.id, claim, status: 'completed', output: {}, failure: null, retryable: null }),
      );
    if ((await findExecution(pool, id))?.desired !== 'running') await advance(command, id);
  };

  const land = async () => {
    // A task lands only once its push has ended.
    await end();
    for (const { node, taskClaim } of running) {
      if (node.name !== 'push') continue;
      await inProject(pool, id, async (db) => {
        const place = { executionId: node.executionId, key: node.taskKey ?? '', claim: taskClaim };
        const landed = await changeTask(db, place, { outcome: 'landed', phase: getNextPhase('PUSH', 'land'), node: null });
        const list = await findTaskList(db, id);
        if (!landed || !list) return;
        const text = new TextDecoder().decode(list.content).replace(`- [ ] ${landed.key} `, `- [x] ${landed.key} `);
        await saveTaskList(db, id, storedListOf(parse(new TextEncoder().encode(text), { path }), { path, commit: randomUUID() }));
        await tick(db, id, usualPace);
      });
    }
  };

  const ask = async (request: ControlRequest): Promise<string[]> => {
    const before = await inProject(pool, id, (db) => readControlRows(db, id));
    const plan = planControl(before.snapshot, request);
    const said = `${request.command} ${request.task ?? ''} of ${before.execution?.status ?? 'idle'}`;
    try {
      const answer = await control(command, id, request);
      if (plan.outcome === 'refused') return [`${said} was taken and ${plan.failure.code} was due`];
      if (answer.already !== plan.already) return [`${said}: already ${answer.already}`];
      if (plan.already || plan.wish === undefined) return [];
      const now = await findExecution(pool, id);
      return now?.desired === plan.wish.state ? [] : [`${said}: ${now?.desired} is wanted now`];
    } catch (error) {
      if (plan.outcome !== 'refused') return [`${said} was refused with ${String(error)}`];
      const faults = findErrorCode(error) === plan.failure.code ? [] : [`${said}: ${String(error)}, not ${plan.failure.code}`];
      const allowed = (error as { allowed?: readonly string[] }).allowed ?? [];
      if (allowed.join() !== plan.allowed.join()) faults.push(`${said}: allowed ${allowed.join()}`);
      const after = await inProject(pool, id, (db) => readControlRows(db, id));
      if (JSON.stringify(after) !== JSON.stringify(before)) faults.push(`${said} was refused and left a trace`);
      return faults;
    }
  };

  const faults = async (): Promise<string[]> => {
    const execution = await findExecution(pool, id);
    if (!execution) return [];
    const found: string[] = [];
    const all = await readTasks(pool, execution.id);
    const working = all.filter((each) => each.outcome === null);
    if (working.length > 1) found.push(`${working.length} tasks at once`);
    const nodes = (await Promise.all(all.map((each) => readOpenNodes(pool, execution.id, each.key)))).flat();
    const runs = nodes.filter((node) => node.status === 'running');
    if ((execution.endedAt || execution.status === 'paused') && runs.length > 0) found.push(`${execution.status}, and ${runs[0]?.id} runs`);
    if (execution.endedAt && working.length > 0) found.push(`${execution.status}, and ${working[0]?.key} is open`);
    if (all.some((each) => each.outcome === 'canceled' && each.claim !== null)) found.push('a task that was cut off has a claim');
    const marked = new Set((await readTaskMarks(pool, id)).filter(({ mark }) => mark !== 'given_back').map(({ key }) => key));
    if (working.some(({ key }) => marked.has(key))) found.push('a task is worked on that people keep for themselves');
    const cutPushes = await pool.query(
      `select id from engine.node where project_id = $1 and name = 'push' and status = 'canceled' and worker_id is not null`,
      [id],
    );
    if (cutPushes.rows.length > 0) found.push('a push was cut off');
    return found;
  };

  return { id, command, ask, faults, work: (step) => ({ begin, end, land })[step]() };
}
