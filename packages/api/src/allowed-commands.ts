import { type ExecutionStatus, isActive } from './status.ts';
import { type ControlCommand, controlCommands } from './views/control-answer.ts';

/** Whatever else holds: to give back what one has taken over, and to stop everything of a customer. */
const always: readonly ControlCommand[] = ['give_back', 'stop_everything'];

const byStatus: Readonly<Record<ExecutionStatus, readonly ControlCommand[]>> = {
  idle: always,
  initializing: controlCommands,
  running: controlCommands,
  paused: controlCommands,
  waiting_for_human: controlCommands,
  stopping: ['stop_keep_work', 'stop_discard', ...always],
  stopped: ['stop_keep_work', 'replay_task', ...always],
  completed: ['replay_task', ...always],
  error: ['replay_task', ...always],
};

/** What a person may ask now; what depends on a task stands with the task. One that shall stop is stopping, whatever it does still. */
export function allowedCommands({
  desired,
  status,
}: {
  status: ExecutionStatus;
  desired: 'running' | 'paused' | 'stopped';
}): ControlCommand[] {
  const row = isActive(status) && desired === 'stopped' ? 'stopping' : status;
  return controlCommands.filter((command) => byStatus[row].includes(command));
}
