import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Outcome, nodeFailureOf, runNode } from '@devteam/workflow';
import {
  type EndedNode,
  type NodeRow,
  appendEvents,
  claimNode,
  endNode,
  findNode,
  inSharedCommit,
  nodeEvent,
  ofTicket,
  ticketOf,
} from '../store/index.ts';
import { failureOfNode } from './failures.ts';
import type { Hands } from './hands.ts';
import { openNodeLog } from './node-log.ts';
import { patiently } from './patiently.ts';

const afterwordMs = 250;

/** A node that was written down as running under this claim, in this process. */
export interface Taken {
  row: NodeRow;
  claim: string;
}

/**
 * Runs one node of the journal here, unless it has ended: takes it under a fresh claim (if that was not done when it was written), runs
 * its body, writes the outcome down under that claim. If another worker took it meanwhile (this one was given up), nothing is written.
 * Answers whether it is over, here at least. `projectId`: where whoever hands it out knows it.
 */
export async function executeNode(
  hands: Hands,
  ticket: string,
  known: { taken?: Taken | undefined; projectId?: string } = {},
): Promise<boolean> {
  const run = hands.running.begin(ticket);
  if (!run) {
    await hands.running.whenEnded(ticket);
    return true;
  }
  try {
    const mine = known.taken ?? (await take(hands, ticket, known.projectId));
    return mine ? await runTaken(hands, mine, run.signal) : true;
  } finally {
    run.end();
  }
}

async function take(hands: Hands, ticket: string, known: string | undefined): Promise<Taken | undefined> {
  const { log, pool, workerId } = hands;
  const { id, starts } = ofTicket(ticket);
  const find = () => patiently(() => findNode(pool, id), log);
  const projectId = known ?? (await find())?.projectId;
  // A project that was deleted took its nodes along.
  if (projectId === undefined) return undefined;
  const claim = randomUUID();
  const row = await patiently(
    () =>
      inSharedCommit(pool, projectId, async (db) => {
        const node = await claimNode(db, { id, starts }, { workerId, claim });
        if (node) await appendEvents(db, node.projectId, [nodeEvent(node)]);
        return node;
      }),
    log,
  );
  return row ? { row, claim } : undefined;
}

async function runTaken(hands: Hands, { claim, row: node }: Taken, signal: AbortSignal): Promise<boolean> {
  const { log, pool, workerId } = hands;
  if (node.cancelRequested) hands.running.abort(ticketOf(node), 'it was canceled before it began');
  const nodeLog = openNodeLog(pool, node.projectId, {
    executionId: node.executionId,
    taskKey: node.taskKey,
    attempt: node.attempt,
    node: node.name,
  });
  try {
    const outcome = await outcomeOf(hands, node, claim, nodeLog, signal);
    // A signal that ends this process may reach its children first, and then their end looks like a failure.
    if (outcome.status === 'failed' && failureOfNode(outcome.failure).class !== 'work') await sleep(afterwordMs);
    // A process that leaves gives the node back as a crash would: it stays `running` and whoever takes over runs it again.
    if (hands.running.isLeaving() && outcome.status !== 'completed') return false;
    const events = await nodeLog.drain();
    await hands.ended.tellAfter(node.id, () => patiently(() => finish(hands, node, claim, outcome, events), log));
    log('info', `${node.id} ended on ${workerId}`);
    return true;
  } finally {
    nodeLog.close();
  }
}

async function outcomeOf(
  hands: Hands,
  node: NodeRow,
  claim: string,
  nodeLog: ReturnType<typeof openNodeLog>,
  signal: AbortSignal,
): Promise<Outcome> {
  let opened: Awaited<ReturnType<Hands['openContext']>> | undefined;
  try {
    opened = await hands.openContext(node, claim, nodeLog, signal);
    const { input, needs } = node.input as { input: unknown; needs: Record<string, unknown> };
    const outcome = await runNode(hands.workflowOf(node), node.name, {
      input,
      needs,
      context: opened.context,
      attempt: node.nodeAttempt,
      idempotencyKey: node.id.replace(/#\d+$/, ''),
      signal,
      log: (message) => nodeLog.say(message),
    });
    if (outcome.status === 'failed' && outcome.failure.code === 'unexpected')
      hands.log('error', `${node.id} failed unexpectedly: ${outcome.failure.stack ?? outcome.failure.message}`);
    return outcome;
  } catch (error) {
    return signal.aborted ? { status: 'canceled' } : { status: 'failed', failure: nodeFailureOf(error), retryable: false };
  } finally {
    await opened?.close();
  }
}

const finish = (
  hands: Hands,
  node: NodeRow,
  claim: string,
  outcome: Outcome,
  events: Awaited<ReturnType<ReturnType<typeof openNodeLog>['drain']>>,
) =>
  inSharedCommit<EndedNode | undefined>(hands.pool, node.projectId, async (db) => {
    const ended = await endNode(db, {
      id: node.id,
      claim,
      status: outcome.status,
      output: outcome.status === 'completed' ? outcome.output : undefined,
      failure: outcome.status === 'failed' ? failureOfNode(outcome.failure) : null,
      ...(outcome.status === 'failed' ? { cause: outcome.failure } : {}),
      retryable: outcome.status === 'failed' ? outcome.retryable : null,
    });
    if (ended) {
      await appendEvents(db, node.projectId, [...events, nodeEvent(ended)]);
      return ended;
    }
    // Either the answer to an earlier try of this very transaction was lost, or the node is in other hands.
    const found = await findNode(db, node.id);
    if (found?.claim === claim && found.endedAt) return found;
    // What it said was said all the same.
    await appendEvents(db, node.projectId, events);
    hands.log('warn', `${node.id} was taken from this worker meanwhile; its outcome here is dropped`);
    return undefined;
  });
