import type { CurrentTask, ExecutionStatus, NodeStatus, NodeView, TaskStatus, TaskView } from '@devteam/api';
import {
  AlertIcon,
  BlockedIcon,
  CheckIcon,
  CircleIcon,
  CrossIcon,
  DashedCircleIcon,
  HandIcon,
  HourglassIcon,
  PauseIcon,
  RunningIcon,
  SkipIcon,
  StopIcon,
  SwapIcon,
} from '../../ui/icons.tsx';
import type { StatusLook } from '../../ui/StatusChip.tsx';

/** The wire's statuses in words, shapes and colors: once for card, list, header and steps. */
export const executionLooks: Record<ExecutionStatus, StatusLook> = {
  idle: { word: 'Idle', tone: 'quiet', Icon: CircleIcon },
  initializing: { word: 'Initializing', tone: 'running', Icon: RunningIcon, moving: true },
  running: { word: 'Running', tone: 'running', Icon: RunningIcon, moving: true },
  paused: { word: 'Paused', tone: 'paused', Icon: PauseIcon },
  waiting_for_human: { word: 'Waiting for you', tone: 'waiting', Icon: HandIcon },
  stopping: { word: 'Stopping', tone: 'paused', Icon: RunningIcon, moving: true },
  stopped: { word: 'Stopped', tone: 'paused', Icon: StopIcon },
  completed: { word: 'Completed', tone: 'done', Icon: CheckIcon },
  error: { word: 'Error', tone: 'failed', Icon: AlertIcon },
};

export const taskLooks: Record<TaskStatus, StatusLook> = {
  pending: { word: 'Pending', tone: 'quiet', Icon: CircleIcon },
  active: { word: 'Active', tone: 'running', Icon: RunningIcon, moving: true },
  completed: { word: 'Completed', tone: 'done', Icon: CheckIcon },
  error: { word: 'Error', tone: 'failed', Icon: AlertIcon },
  blocked: { word: 'Blocked', tone: 'warning', Icon: BlockedIcon },
  'human-review': { word: 'Human review', tone: 'waiting', Icon: HandIcon },
  canceled: { word: 'Canceled', tone: 'quiet', Icon: CrossIcon },
  replaced: { word: 'Replaced', tone: 'quiet', Icon: SwapIcon },
  skipped: { word: 'Skipped', tone: 'quiet', Icon: SkipIcon },
};

const nodeLooks: Record<NodeStatus, StatusLook> = {
  blocked: { word: 'Not yet', tone: 'quiet', Icon: DashedCircleIcon },
  ready: { word: 'Ready', tone: 'quiet', Icon: CircleIcon },
  running: { word: 'Running', tone: 'running', Icon: RunningIcon, moving: true },
  waiting: { word: 'Waiting', tone: 'waiting', Icon: HourglassIcon },
  completed: { word: 'Completed', tone: 'done', Icon: CheckIcon },
  failed: { word: 'Failed', tone: 'failed', Icon: CrossIcon },
  canceled: { word: 'Canceled', tone: 'quiet', Icon: CrossIcon },
  skipped: { word: 'Skipped', tone: 'quiet', Icon: SkipIcon },
};

const notPassed: StatusLook = { word: 'Did not pass', tone: 'failed', Icon: CrossIcon };

/** A step that ended well and found that the work is not good looks as bad as that is. */
export const nodeLook = ({ finding, status }: Pick<NodeView, 'status' | 'finding'>): StatusLook =>
  finding ? notPassed : nodeLooks[status];

/** Where nothing runs any more, nothing may look as if it did. */
export const still = (look: StatusLook): StatusLook => (look.moving ? { ...look, moving: false } : look);

/** What is shown of a task: the file's word, but for the task at hand, of which the execution knows more before it is written there. */
export function shownStatus(task: Pick<TaskView, 'status' | 'phase'>, current: Pick<CurrentTask, 'phase'> | null): TaskStatus {
  if (task.status !== 'pending' && task.status !== 'active') return task.status;
  if ((current ?? task).phase === 'HUMAN_REVIEW') return 'human-review';
  return current ? 'active' : task.status;
}
