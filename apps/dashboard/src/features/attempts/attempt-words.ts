import type { ArtifactView, AttemptView } from '@devteam/api';
import { AlertIcon, CheckIcon, CrossIcon, RunningIcon, StopIcon } from '../../ui/icons.tsx';
import type { StatusLook } from '../../ui/StatusChip.tsx';

export const attemptLooks: Record<AttemptView['state'], StatusLook> = {
  running: { word: 'Running', tone: 'running', Icon: RunningIcon, moving: true },
  landed: { word: 'Landed', tone: 'done', Icon: CheckIcon },
  failed: { word: 'Failed', tone: 'failed', Icon: AlertIcon },
  canceled: { word: 'Canceled', tone: 'quiet', Icon: CrossIcon },
  ended: { word: 'Ended', tone: 'paused', Icon: StopIcon },
};

/** Names an attempt within its task for ever, also in an address. */
export const attemptId = ({ attempt, executionId, selection }: AttemptView): string => `${executionId}.${selection}.${attempt}`;

/** «Attempt 2 of 3», in the order in which they were made; over all executions, since a person asks what was tried. */
export const attemptName = (attempts: readonly AttemptView[], wanted: AttemptView): string =>
  `Attempt ${attempts.length - attempts.indexOf(wanted)} of ${attempts.length}`;

/** What this attempt left: numbers begin anew when a task is selected again, so the time tells them apart. */
export const artifactsOfAttempt = (artifacts: readonly ArtifactView[], { attempt, endedAt, executionId, startedAt }: AttemptView) =>
  artifacts.filter(
    (each) =>
      each.executionId === executionId &&
      each.attempt === attempt &&
      Date.parse(each.at) >= Date.parse(startedAt) &&
      (endedAt === null || Date.parse(each.at) <= Date.parse(endedAt)),
  );
