import { randomUUID } from 'node:crypto';
import { type Workflow, defineWorkflow, inputHash } from '@devteam/workflow';
import { type TaskList, parse, refOf, replay } from '@devteam/task-list';
import { z } from 'zod';
import {
  type ExecutionRow,
  type NodeRow,
  type TaskRow,
  claimTask,
  findExecution,
  findTask,
  getProject,
  inProject,
  readTaskNodes,
  readTasks,
  changeExecution,
  admitNodes,
  inDispatch,
  readQueue,
  releaseNodes,
  ticketOf,
} from '../../store/index.ts';
import { limitsOf } from '../../decisions/fairness/usual-limits.ts';
import { stopsBehind } from '../../decisions/stop-points/reached-stop.ts';
import { tick } from '../advance.ts';
import { passedPlacesOf } from '../control/passed-stops.ts';
import { executeNode } from '../execute-node.ts';
import { Fenced, type Hands } from '../hands.ts';
import { findBranchList } from '../nodes/edit-list.ts';
import type { NodeContext } from '../nodes/node-context.ts';
import { openListEditor } from '../open-list-editor.ts';
import { loadOf } from '../queue-load.ts';
import { openTaskJournal } from '../open-task-journal.ts';
import { createRunningNodes } from '../running-nodes.ts';
import { writeRound } from '../write-round.ts';
import type { MemoryRepository } from './memory-repository.ts';

export const listPath = 'task_lists.md';
/** Three tasks, in a group that stop points may name. */
export const steeredList = ['# Tasks', '', '## 1. All', '', ...['1.1', '1.2', '1.3'].map((id) => `- [ ] ${id} Task ${id}`), ''].join('\n');
const steps = ['codeExecution', 'verify', 'push'] as const;

/** A task in the hands of a worker that may be dead by now, and still writes. */
interface Run {
  execution: ExecutionRow;
  task: TaskRow;
  claim: string;
}

interface Body {
  run: Run;
  node: NodeRow;
  open: () => void;
  ended: Promise<unknown>;
}

export interface SteeredWorker {
  /** Prepares the execution, or takes the task up that is open and lets its next node begin. */
  begin(): Promise<void>;
  /** All bodies that were ever begun end, whoever wants it still. */
  end(): Promise<void>;
  /** Whoever has ever pushed reports it. */
  land(): Promise<void>;
  /** Forgets all that it has in hand, as a worker that died: what it was doing comes to an end all the same. */
  crash(): Promise<void>;
}

/**
 * What a worker does, one step at a time and in the order of the caller: journal, nodes and rounds are the real ones, and their bodies do
 * nothing but wait. Nobody tells them of a wish, so each that was cut off is one that comes late.
 */
export function openSteeredWorker({
  asked,
  hands: base,
  memory,
  projectId,
}: {
  hands: Hands;
  projectId: string;
  memory: MemoryRepository;
  asked: ReadonlySet<string>;
}): SteeredWorker {
  let holder: Run | undefined;
  let hands = base;
  const runs: Run[] = [];
  let bodies: Body[] = [];

  const take = async (execution: ExecutionRow, task: TaskRow): Promise<Run | undefined> => {
    const isOurs = holder?.execution.id === execution.id && holder.task.key === task.key && holder.task.run === task.run;
    if (isOurs) return holder;
    if (!asked.has(`${execution.id} ${task.key} ${task.run}`)) return undefined;
    const claim = randomUUID();
    const row = await claimTask(hands.pool, { executionId: execution.id, key: task.key, run: task.run }, claim);
    if (!row) return undefined;
    holder = { execution, task: row, claim };
    runs.push(holder);
    return holder;
  };

  const begin = async (): Promise<void> => {
    const execution = await findExecution(hands.pool, projectId);
    if (!execution || execution.endedAt) return;
    if (!execution.prepared) return prepare(hands, execution);
    const task = (await readTasks(hands.pool, execution.id)).find((each) => each.outcome === null);
    const run = task && (await take(execution, task));
    if (!run) return;
    const project = await getProject(hands.pool, projectId);
    const nodes = await nodesOf(hands, run);
    const next = steps.find((name) => !nodes.some((node) => node.name === name && node.status === 'completed'));
    const isAtIt = bodies.some((body) => body.run === run && body.node.name === next && body.node.starts === startsOf(nodes, next));
    if (!next || isAtIt) return;
    const input = { key: run.task.key, title: run.task.title };
    const call = { node: next, attempt: 1, input, needs: {}, inputHash: inputHash(input), delayMs: 0 };
    const gate = openGate();
    const commit = () =>
      memory.land(`${run.execution.id} ${run.task.key} ${run.task.selections}`, (bytes) => ticked(bytes, run.task), listPath);
    const body: BodyContext = {
      run: async () => {
        gate.enter();
        await gate.opened;
        return next === 'push' ? { outcome: 'landed', commit: commit() } : {};
      },
    };
    const own: Hands = { ...hands, openContext: async () => ({ context: body as unknown as NodeContext, close: async () => undefined }) };
    try {
      await openTaskJournal(own, steered, { ...run, project }).start(call);
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
      holder = undefined;
      return;
    }
    const node = (await nodesOf(hands, run)).find((each) => each.name === next);
    if (!node) throw new Error(`${next} of ${run.task.key} was begun and is not there`);
    if (next !== 'push' && !(await admit(hands, node))) return;
    const ticket = ticketOf(node);
    // A push needs no slot, so the journal has begun it itself.
    const ended = next === 'push' ? gate.entered.then(() => own.running.whenEnded(ticket)) : executeNode(own, ticket);
    await Promise.race([gate.entered, ended]);
    bodies.push({ run, node, open: gate.open, ended });
  };

  const end = async (): Promise<void> => {
    for (const { ended, open } of bodies) {
      open();
      await ended;
    }
    bodies = [];
  };

  const land = async (): Promise<void> => {
    await end();
    for (const run of runs) {
      const pushed = (await nodesOf(hands, run)).find(({ name, status }) => name === 'push' && status === 'completed');
      if (!pushed) continue;
      const project = await getProject(hands.pool, projectId);
      const { commit } = pushed.output as { commit: string };
      const landed = { do: 'end', outcome: 'landed', event: 'land', failure: null } as const;
      const round = {
        after: landed,
        outputs: { push: { outcome: 'landed' as const, commit } },
        failure: null,
        failed: [],
        work: null,
        solving: null,
      };
      try {
        const { after } = await writeRound(hands, { ...run, project }, round);
        await after?.(hands.starts());
      } catch (error) {
        if (!(error instanceof Fenced)) throw error;
      }
    }
  };

  return {
    begin,
    end,
    land,
    crash: async () => {
      await releaseNodes(hands.pool, hands.workerId, { died: true });
      holder = undefined;
      hands = { ...base, workerId: randomUUID(), running: createRunningNodes() };
    },
  };
}

const startsOf = (nodes: readonly NodeRow[], name: string | undefined) => nodes.find((node) => node.name === name)?.starts;

/** Of this selection: one that was cut off has nodes of its own. */
const nodesOf = async (hands: Hands, { execution, task }: Run): Promise<NodeRow[]> => {
  const now = await findTask(hands.pool, execution.id, task.key);
  const nodes = await readTaskNodes(hands.pool, execution.id, task.key);
  return nodes.filter(({ selection }) => selection === now?.selections && selection === task.selections);
};

interface BodyContext {
  run: () => Promise<{ outcome?: string; commit?: string }>;
}

function openGate() {
  const [inside, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return { enter: inside.resolve, entered: inside.promise, open: open.resolve, opened: open.promise };
}

/** Of a project that shall not go on the queue lets nothing run. */
const admit = (hands: Hands, { id }: NodeRow): Promise<boolean> =>
  inDispatch(hands.pool, async (db) => {
    const queue = await readQueue(db);
    const { candidates } = loadOf(queue, { limits: limitsOf([], 1), lastStarts: {}, budgets: [] });
    const mine = candidates.find((each) => each.id === id);
    if (!mine || mine.notYet !== null) return false;
    await admitNodes(db, hands.workerId, [mine], queue.now);
    return true;
  });

const steered = defineWorkflow<BodyContext>()(
  { name: 'steered', version: 1, input: z.object({ key: z.string(), title: z.string() }) },
  (node) => {
    const body = {
      output: z.object({ outcome: z.string().optional(), commit: z.string().optional() }),
      run: ({ context }: { context: BodyContext }) => context.run(),
    };
    node('codeExecution', { ...body, slot: true });
    node('verify', { ...body, slot: true });
    node('push', body);
  },
) as unknown as Workflow<NodeContext>;

export const steeredWorkflow = (): Workflow<NodeContext> => steered;

function ticked(bytes: Uint8Array, { key, title }: TaskRow): Uint8Array {
  const list: TaskList = parse(bytes, { path: listPath });
  const ref = { ...refOf(list, key), title };
  return replay([{ op: 'complete', ref, completion: { at: '2026-11-26T10:00:00Z', actualDuration: 1 } }], bytes, { path: listPath }).bytes;
}

/** From «initializing» to «running», as `runPreparation` writes it. */
async function prepare(hands: Hands, { id, projectId }: ExecutionRow): Promise<void> {
  const { editor } = await openListEditor(hands, projectId);
  const { branch, found } = await findBranchList(editor, undefined, new AbortController().signal);
  await editor.saveList(found.list, { branch, path: found.path, commit: found.commit });
  const after = await inProject(hands.pool, projectId, async (db) => {
    const fresh = await findExecution(db, projectId);
    if (fresh?.id !== id || fresh.endedAt) return undefined;
    const passedStops = [...fresh.passedStops, ...passedPlacesOf(stopsBehind(found.list))];
    await changeExecution(db, id, {
      prepared: true,
      branch,
      passedStops,
      ...(fresh.status === 'initializing' ? { status: 'running' } : {}),
    });
    return tick(db, projectId, hands.pace);
  });
  await after?.(hands.starts());
}
