import type { Pool } from 'pg';
import { dispatch } from '../decisions/fairness/dispatch.ts';
import { limitsOf } from '../decisions/fairness/usual-limits.ts';
import {
  type QueuedNode,
  admitNodes,
  inDispatch,
  readBudgets,
  readDispatchRules,
  readQueue,
  releaseNodes,
  saveWaiting,
  ticketOf,
} from '../store/index.ts';
import type { LogLevel } from './log-level.ts';
import { loadOf } from './queue-load.ts';

export interface Dispatcher {
  /** Looks into the queue now instead of at the next poll. Any number of nudges while it looks make one more look. */
  nudge(): void;
  /** Whether something waits that this worker has a slot for: then the end of any node anywhere may be its turn. */
  hasRoom(): boolean;
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  pool: Pool;
  workerId: string;
  /** Nodes that hold a slot on this worker at once, at least 1. */
  slots: number;
  /** Answers whether the node has ended, or is none of ours any more. */
  run: (ticket: string, projectId: string) => Promise<boolean>;
  isLeaving: () => boolean;
  log: (level: LogLevel, message: string) => void;
}

/** Nudges do the work; this finds what a lost notification left lying, and says anew why the rest waits. */
const pollMs = 1000;

/** Lets nodes that need a slot run on this worker, where the decision for all workers says that it is their turn. */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { log, pool, slots, workerId } = options;
  const mine = new Set<string>();
  let isStopped = false;
  let looking: Promise<void> | undefined;
  let wanted = false;
  let isWaiting = true;
  let explainAt = 0;

  const run = async (node: QueuedNode): Promise<void> => {
    const { id } = node;
    const ticket = ticketOf(node);
    try {
      const isOver = await options.run(ticket, node.projectId);
      if (!isOver && !options.isLeaving()) await releaseNodes(pool, workerId, { died: true, id });
    } catch (error) {
      log('error', `${id} could not be run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    } finally {
      mine.delete(ticket);
      if (isWaiting) nudge();
    }
  };

  const look = async (): Promise<void> => {
    const free = slots - mine.size;
    const explains = performance.now() >= explainAt;
    if (options.isLeaving() || (free <= 0 && !explains)) return;
    const { left, taken } = await takeTurns(pool, workerId, free, explains);
    if (explains) explainAt = performance.now() + pollMs;
    isWaiting = left > 0;
    for (const node of taken) mine.add(ticketOf(node));
    for (const node of taken) void run(node);
  };

  const nudge = (): void => {
    wanted = true;
    if (isStopped || looking) return;
    wanted = false;
    looking = look()
      .catch((error: unknown) =>
        log('warn', `The queue could not be looked into, the next poll does: ${error instanceof Error ? error.message : String(error)}`),
      )
      .finally(() => {
        looking = undefined;
        if (wanted) nudge();
      });
  };
  const timer = setInterval(nudge, pollMs);
  nudge();

  return {
    nudge,
    hasRoom: () => isWaiting && mine.size < slots,
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await looking;
      await releaseNodes(pool, workerId, { died: false });
    },
  };
}

/** What this worker takes now, of what is to start in all workers; `left`: how many go on waiting. */
function takeTurns(pool: Pool, workerId: string, free: number, explains: boolean): Promise<{ taken: QueuedNode[]; left: number }> {
  return inDispatch(pool, async (db) => {
    const queue = await readQueue(db);
    const waiting = queue.nodes.filter(({ admittedBy }) => admittedBy === null);
    if (waiting.length === 0) {
      if (explains) await saveWaiting(db, []);
      return { taken: [], left: 0 };
    }
    const customers = [...new Set(waiting.map(({ customerId }) => customerId))];
    const { hasBudgets, lastStarts, limits, workerSlots } = await readDispatchRules(db, customers);
    const budgets = hasBudgets ? await readBudgets(db, [...new Set(waiting.map(({ projectId }) => projectId))]) : [];
    const decided = dispatch(loadOf(queue, { limits: limitsOf(limits, workerSlots), lastStarts, budgets }));
    const turns = decided.start.slice(0, Math.max(0, free)).map(({ id }) => id);
    const byId = new Map(waiting.map((node) => [node.id, node]));
    const canceled = waiting.filter(({ isCanceled }) => isCanceled);
    const taken = [...canceled, ...turns.flatMap((id) => byId.get(id) ?? [])];
    if (taken.length > 0) await admitNodes(db, workerId, taken, queue.now);
    if (explains) await saveWaiting(db, [...decided.wait, ...decided.start.slice(turns.length).map(forAnotherWorker)]);
    return { taken, left: waiting.length - taken.length };
  });
}

const forAnotherWorker = ({ id }: { id: string }) => ({ id, reason: 'a worker takes it at its next look', position: null });
