import type { ExecutionStatus } from '../wire.ts';
import type { AutomationStatus } from './dev-team-state.ts';

/** Our nine words in the six of the state's top. What waits for a person is paused; what was stopped can be started again. */
const words: Record<ExecutionStatus, AutomationStatus> = {
  idle: 'idle',
  initializing: 'initializing',
  running: 'running',
  paused: 'paused',
  waiting_for_human: 'paused',
  stopping: 'running',
  stopped: 'idle',
  completed: 'completed',
  error: 'error',
};

/** A word that a newer server has and we do not know is taken for one of something that runs: nobody starts a second one beside it. */
export const automationStatusOf = (status: ExecutionStatus): AutomationStatus => words[status] ?? 'running';
