import type { ExecutionStatus } from '@devteam/api';

export interface DemoStanding {
  projectId: string;
  /** It is in the database. */
  isKnown: boolean;
  hasRemote: boolean;
  /** null: never started. */
  status: ExecutionStatus | null;
}

export type DemoPlan =
  /** Nothing of an earlier demo is worth keeping, or there was none. */
  | { do: 'begin anew' }
  /** An earlier demo was ended in the middle: its executions go on by themselves, and these were never started. */
  | { do: 'go on'; start: string[] };

const isAtRest = (status: ExecutionStatus | null): boolean =>
  status === 'completed' || status === 'stopped' || status === 'error' || status === 'waiting_for_human';

export function planDemo(standings: readonly DemoStanding[]): DemoPlan {
  const isWhole = standings.every((each) => each.isKnown && each.hasRemote);
  const wasStarted = standings.some((each) => each.status !== null);
  if (!isWhole || !wasStarted || standings.every((each) => isAtRest(each.status))) return { do: 'begin anew' };
  return { do: 'go on', start: standings.filter((each) => each.status === null).map((each) => each.projectId) };
}
