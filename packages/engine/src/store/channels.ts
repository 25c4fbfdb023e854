/**
 * What processes tell each other by NOTIFY. A notification is only a hint to look at the rows: one that is lost costs a poll, never a fact.
 */
export const channels = {
  /** `<seq> <project id>`: an event was committed. */
  event: 'devteam_event',
  /** `<worker id> <queue>`: something waits in a queue; whoever said it has looked already. */
  nodeReady: 'devteam_node_ready',
  /** `<node id>`: a node ended that needed a slot, or that was canceled. */
  nodeEnded: 'devteam_node_ended',
  /** `execution <id>` or `node <id>`: what is asked of it changed. */
  control: 'devteam_control',
  /** Somebody's rights changed, or a session or token ended: who follows something is asked again. */
  access: 'devteam_access',
} as const;
export type Channel = keyof typeof channels;
