import { randomUUID } from 'node:crypto';
import { type PhaseEvent, nextPhase, phasesAccepting } from '../decisions/phase-table.ts';
import { phaseEventOfNode } from '../decisions/phase-of-node.ts';
import type { Lanes } from '../decisions/fairness/lanes.ts';
import { type EndedAttempt, type Journal, type NodeCall, type NodeFailure, type Outcome, type Workflow, getNode } from '@devteam/workflow';
import {
  type EndedNode,
  type NewNode,
  type NodeRow,
  type Queryable,
  type Standing,
  type TaskMove,
  addNode,
  appendEvents,
  cancelNode,
  executionEvent,
  executionUpdate,
  findNode,
  findStanding,
  findTask,
  inProject,
  inSharedCommit,
  nodeEvent,
  readEndedNodes,
  ticketOf,
} from '../store/index.ts';
import { type AfterTick, tick } from './advance.ts';
import { haltBeforeLanding } from './control/halt-before-landing.ts';
import { type Taken, executeNode } from './execute-node.ts';
import { giveUp } from './give-up.ts';
import { Fenced, type Hands } from './hands.ts';
import { neverCut } from './interrupt-task.ts';
import { patiently } from './patiently.ts';

/** Which run the journal keeps: one round of one task, or the preparation of an execution. */
export interface JournalPlace {
  executionId: string;
  projectId: string;
  /** null: the preparation. `claim` fences: whoever lost the task to another worker can start nothing more. */
  task: { key: string; claim: string } | null;
  selection: number;
  attempt: number;
  round: number;
  /** How often this round was put off: each time it begins anew. */
  waits?: number;
  /** What nodes need besides a slot, by their names. One that needs a lane needs a slot. */
  lanes: Lanes;
}

/** Finds what a lost notification left unnoticed. */
const lookAgainMs = 2000;
/** Looks without a result after which the queue is asked whether it still means to run these nodes. */
const giveUpAfterLooks = 5;

const outcomeOf = (row: EndedNode): Outcome => {
  if (row.status === 'completed') return { status: 'completed', output: row.output };
  if (row.status === 'failed') return { status: 'failed', failure: row.cause as NodeFailure, retryable: row.retryable ?? false };
  return { status: 'canceled' };
};

/** The journal of `interpret` in the rows of `engine.node`; nodes without a slot run here, those with one go through the queue. */
export function openRowJournal(hands: Hands, workflow: Workflow, place: JournalPlace): Journal {
  const { log, pool } = hands;
  const idOf = (name: string, attempt: number) =>
    `${place.executionId}/${place.task?.key ?? 'preparation'}/${place.selection}.${place.attempt}.${place.round}${place.waits ? `.${place.waits}` : ''}/${name}#${attempt}`;
  const newNode = (name: string, nodeAttempt: number, input: unknown, inputHash: string): NewNode => ({
    id: idOf(name, nodeAttempt),
    executionId: place.executionId,
    projectId: place.projectId,
    taskKey: place.task?.key ?? null,
    name,
    selection: place.selection,
    attempt: place.attempt,
    round: place.round,
    nodeAttempt,
    input,
    inputHash,
  });

  const laneOf = (name: string): string | null => place.lanes[name] ?? null;
  const isSlotted = (name: string) => getNode(workflow, name).slot || laneOf(name) !== null;

  /** In one transaction: the phase of the task, the node, the events; a node that runs here at once is taken in the same. */
  const write = (call: NodeCall): Promise<{ row: NodeRow; taken?: Taken } | { halted: AfterTick }> => {
    const claim = randomUUID();
    const runsNow = !isSlotted(call.node) && call.delayMs === 0;
    return inSharedCommit(pool, place.projectId, async (db) => {
      const { halted, standing } = await haltBeforeNode(db, hands, place, call.node);
      if (halted) return { halted };
      const node = newNode(call.node, call.attempt, { input: call.input, needs: call.needs }, call.inputHash);
      if (isSlotted(call.node)) node.queue = { lane: laneOf(call.node), delayMs: call.delayMs, knownTo: hands.workerId };
      const status = runsNow ? { running: { workerId: hands.workerId, claim } } : 'ready';
      const { isNew, moved, row } = await addNode(db, node, status, place.task ? moveFor(place.task.claim, call.node) : undefined);
      // What another worker has begun meanwhile is not taken from it: a task that is not ours starts nothing, known nodes neither.
      const isHeld = !place.task || (isNew ? moved : (await findTask(db, place.executionId, place.task.key))?.claim === place.task.claim);
      if (!isHeld) throw new Fenced(`Task ${place.task?.key} of ${place.executionId} is in other hands`);
      if (!isNew) return { row };
      const update = async () => (standing ? executionUpdate(standing, moved ?? null) : await executionEvent(db, place.executionId));
      await appendEvents(db, place.projectId, [nodeEvent(row), ...(place.task ? [await update()] : [])]);
      return runsNow ? { row, taken: { row, claim } } : { row };
    });
  };

  /** Nodes that were begun by this journal object: their ends are told, so nobody need look for them at once. */
  const begun = new Set<string>();

  /** What was handed out last of each node. */
  const tickets = new Map<string, string>();
  const ticketFor = (id: string) => tickets.get(id) ?? id;

  const launch = (call: Pick<NodeCall, 'node'>, row: NodeRow, taken?: Taken) => {
    const ticket = ticketOf(row);
    tickets.set(row.id, ticket);
    if (isSlotted(call.node)) {
      // It stands in the queue since it was written.
      hands.nudgeQueue();
      return;
    }
    // Not awaited: `next` hears of its end.
    executeNode(hands, ticket, { taken }).catch((error: unknown) =>
      log('error', `${row.id} could not be run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    );
  };

  return {
    start: async (call) => {
      const written = await patiently(() => write(call), log);
      if ('halted' in written) {
        await patiently(() => written.halted(hands.starts()), log);
        throw new Fenced(`Task ${place.task?.key} of ${place.executionId} is held or was given back`);
      }
      const { row, taken } = written;
      if (row.endedAt) return;
      if (taken) begun.add(row.id);
      const waitMs = row.createdAt.getTime() + call.delayMs - Date.now();
      if (call.delayMs > 0 && waitMs > 0) {
        setTimeout(() => launch(call, row), waitMs);
      } else launch(call, row, taken);
    },
    next: async (live) => {
      const ids = live.map((call) => idOf(call.node, call.attempt));
      for (let looks = 1; ; looks += 1) {
        if (looks % giveUpAfterLooks === 0) await patiently(() => giveUp(hands, ids), log);
        const wait = hands.ended.wait(ids, lookAgainMs);
        try {
          const isFreshlyBegun = looks === 1 && ids.every((id) => begun.has(id));
          const row = hands.ended.take(ids) ?? (isFreshlyBegun ? undefined : (await patiently(() => readEndedNodes(pool, ids), log))[0]);
          if (row) return { node: row.name, attempt: row.nodeAttempt, outcome: outcomeOf(row) } satisfies EndedAttempt;
          if (hands.running.isLeaving()) throw new Fenced('The worker is leaving');
          await wait.told;
        } finally {
          wait.release();
        }
      }
    },
    skip: (node, reason) =>
      patiently(
        () =>
          inSharedCommit(pool, place.projectId, async (db) => {
            const { isNew, row } = await addNode(db, newNode(node, 1, { skipped: reason }, ''), 'skipped');
            if (isNew) await appendEvents(db, place.projectId, [nodeEvent(row)]);
          }),
        log,
      ),
    cancel: async (calls, reason) => {
      // What runs here hears of it before anything is written: a failure that comes while we write is none any more.
      for (const call of calls) if (!neverCut.has(call.node)) hands.running.abort(ticketFor(idOf(call.node, call.attempt)), reason);
      for (const call of calls) {
        const id = idOf(call.node, call.attempt);
        const isSpared = neverCut.has(call.node);
        const row = await patiently(
          () =>
            inProject(pool, place.projectId, async (db) => {
              const known = await findNode(db, id);
              if (known?.status === 'running' && isSpared) return known;
              const canceled = known
                ? await cancelNode(db, id)
                : (
                    await addNode(
                      db,
                      newNode(call.node, call.attempt, { input: call.input, needs: call.needs }, call.inputHash),
                      'canceled',
                    )
                  ).row;
              if (canceled) await appendEvents(db, place.projectId, [nodeEvent(canceled)]);
              return canceled;
            }),
          log,
        );
        // The process that ran it may be dead: whoever runs it now ends it at once, or, if it is spared, does it.
        if (row?.status === 'running') launch(call, row);
        hands.ended.tell(id);
      }
    },
  };
}

/**
 * Whether what people want keeps the next node from starting; then the task is not ours any more, and what follows is to be started.
 * Otherwise how the execution stands, unless that was changed here.
 */
async function haltBeforeNode(
  db: Queryable,
  { pace }: Hands,
  { executionId, projectId, task }: JournalPlace,
  node: string,
): Promise<{ halted?: AfterTick | undefined; standing?: Standing | undefined }> {
  if (!task) return {};
  const standing = await findStanding(db, executionId);
  if (!standing) return {};
  if (standing.desired === 'running') {
    const halted = landingNodes.has(node) ? await haltBeforeLanding(db, standing, task.key) : undefined;
    return { halted, standing };
  }
  const after = await tick(db, projectId, pace);
  return (await findTask(db, executionId, task.key))?.claim === task.claim ? {} : { halted: after };
}

/** Before each of these a stop point may hold what is done and verified. */
const landingNodes: ReadonlySet<string> = new Set(['merge', 'push']);

/** The phase that this node stands for, by the table. */
function moveFor(claim: string, node: string): TaskMove {
  const event: PhaseEvent | undefined = phaseEventOfNode[node];
  const from = event ? phasesAccepting(event) : [];
  return { claim, from, to: (event && from[0] && nextPhase(from[0], event)) ?? null };
}
