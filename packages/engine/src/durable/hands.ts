import type { Repository } from '@devteam/drivers/repository';
import type { Workflow } from '@devteam/workflow';
import type { Pool } from 'pg';
import type { NodeRow } from '../store/index.ts';
import type { Runtime, Starts } from './dbos-runtime.ts';
import type { EndedNodes } from './ended-nodes.ts';
import type { LogLevel } from './engine.ts';
import type { NodeLog } from './node-log.ts';
import type { Pace } from './pace.ts';
import type { NodeContext } from './nodes/node-context.ts';
import type { RunningNodes } from './running-nodes.ts';
import type { KnownLists } from './known-lists.ts';

/** What a tick and a command need, also in a process that works on nothing. */
export interface Command {
  pool: Pool;
  log: (level: LogLevel, message: string) => void;
  starts: () => Starts;
  knownLists: KnownLists;
  openRepository: (projectId: string) => Promise<Repository>;
  pace: Pace;
}

/** What one worker of the engine works with; put together once, in start-engine.ts. */
export interface Hands extends Command {
  workerId: string;
  running: RunningNodes;
  ended: EndedNodes;
  /** Aborted when a person asked for the end of this execution. */
  stopSignal: (executionId: string) => AbortSignal;
  runtime: () => Runtime;
  /** Something was put into the queue of nodes, or may go on in it. */
  nudgeQueue: () => void;
  /** Which definition a node of the journal belongs to. */
  workflowOf: (node: Pick<NodeRow, 'taskKey' | 'round' | 'name'>) => Workflow<NodeContext>;
  /** Opens what a node works with; `close` removes all of it. */
  openContext: (
    node: NodeRow,
    claim: string,
    log: NodeLog,
    signal: AbortSignal,
  ) => Promise<{ context: NodeContext; close: () => Promise<void> }>;
}

/** Another worker holds this now: what we know is old, and nothing of it may be written. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}
