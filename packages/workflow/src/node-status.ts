/**
 *            ┌───────────── skip ──────────────► skipped
 *            │
 *   blocked ─┴─ unblock ─► ready ── claim ──► running ── complete ─► completed
 *                            ▲                 │ │ │
 *                            ├─ retry, expire ─┘ │ └───── fail ────► failed
 *                            │                   │                    ▲
 *                            └──── signal ──── waiting ── timeout ────┘
 *
 *   From every status that is not an end, cancel leads to canceled.
 *
 * Rows: where a node is. Columns: what may happen to it. Cells: where that leads.
 */
// oxfmt-ignore
export const nodeTransitions = {
  blocked:   { unblock: 'ready',                                 cancel: 'canceled', skip: 'skipped' },
  ready:     { claim: 'running',                                 cancel: 'canceled' },
  running:   { complete: 'completed', fail: 'failed', retry: 'ready',
               wait: 'waiting', expire: 'ready',                 cancel: 'canceled' },
  waiting:   { signal: 'ready', timeout: 'failed',               cancel: 'canceled' },
  completed: {},
  failed:    {},
  canceled:  {},
  skipped:   {},
} as const satisfies Record<string, Record<string, string>>;

export type NodeStatus = keyof typeof nodeTransitions;
export type NodeCommand = { [S in NodeStatus]: keyof (typeof nodeTransitions)[S] }[NodeStatus];
/** The four ends. */
export type TerminalStatus = { [S in NodeStatus]: keyof (typeof nodeTransitions)[S] extends never ? S : never }[NodeStatus];

export const nodeStatuses = Object.keys(nodeTransitions) as NodeStatus[];

/** `undefined`: the command does not apply here; the caller decides whether that is an error. */
export function nextStatus(status: NodeStatus, command: NodeCommand): NodeStatus | undefined {
  const row: Partial<Record<NodeCommand, NodeStatus>> = nodeTransitions[status];
  return row[command];
}

/** What may happen to a node now. A button shows those of them that a person may give. */
export const commandsFrom = (status: NodeStatus): NodeCommand[] => Object.keys(nodeTransitions[status]) as NodeCommand[];

export const isTerminal = (status: NodeStatus): status is TerminalStatus => commandsFrom(status).length === 0;

/** For the WHERE of the UPDATE that carries out the command: no read before the write, zero rows updated is the conflict. */
export const statusesAccepting = (command: NodeCommand): NodeStatus[] =>
  nodeStatuses.filter((status) => nextStatus(status, command) !== undefined);
