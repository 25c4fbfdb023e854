import type { AutomationSession } from '../state/dev-team-state.ts';
import type { DevTeamEvent, Failure } from '../wire.ts';

/** Something that a person should hear of without looking. */
export interface Notification {
  kind: 'completed' | 'error' | 'needs-you' | 'stopped';
  title: string;
  message: string;
  projectId: string;
  executionId: string | null;
}

/** A task that DevTeam finished, for the host's time sheets. */
export interface TimeRecord {
  projectId: string;
  customerId: string;
  executionId: string;
  taskId: string;
  title: string;
  startedAt: string;
  endedAt: string;
  durationMs: number;
}

export interface Observers {
  notify?: ((notification: Notification) => void) | undefined;
  recordTime?: ((record: TimeRecord) => void) | undefined;
}

/** More than a page sees in a day; the oldest are forgotten first. */
const maxRemembered = 2000;

/** Says each thing once, however often it is told. What was before the first snapshot is not told at all. */
export function createObserver(findSession: (projectId: string) => AutomationSession | undefined) {
  const said = new Set<string>();
  const once = (key: string, say: () => void) => {
    if (said.has(key)) return;
    said.add(key);
    for (const oldest of said) {
      if (said.size <= maxRemembered) break;
      said.delete(oldest);
    }
    say();
  };

  /** Of events that the state has already taken in. */
  return (events: readonly DevTeamEvent[], { notify, recordTime }: Observers): void => {
    for (const event of events) {
      const session = findSession(event.projectId);
      if (!session) continue;
      if (notify && event.type === 'execution-update') {
        const notification = notificationOf(event, session);
        if (notification)
          once(`${event.payload.executionId} ${notification.kind} ${event.payload.currentTask?.key ?? ''}`, () => notify(notification));
      }
      if (recordTime && event.type === 'task-update') {
        const record = recordOf(event, session);
        if (record) once(`${record.executionId} ${record.taskId} time`, () => recordTime(record));
      }
    }
  };
}

const sentence = (failure: Failure | null, otherwise: string): string => (failure ? `${failure.what}: ${failure.why}` : otherwise);

function notificationOf(
  { payload }: Extract<DevTeamEvent, { type: 'execution-update' }>,
  session: AutomationSession,
): Notification | undefined {
  const { executionId, reason, status, totals } = payload;
  const about = { projectId: session.projectId, executionId };
  const project = `${session.customerName} · ${session.projectName}`;
  if (status === 'completed')
    return {
      kind: 'completed',
      title: `${project} is completed`,
      message: `${totals.completed} of ${totals.total} tasks are done.`,
      ...about,
    };
  if (status === 'waiting_for_human')
    return { kind: 'needs-you', title: `${project} needs you`, message: sentence(reason, 'A question waits for an answer.'), ...about };
  if (status === 'error')
    return { kind: 'error', title: `${project} cannot go on`, message: sentence(reason, 'It ended with an error.'), ...about };
  if (status === 'stopped') return { kind: 'stopped', title: `${project} stopped`, message: sentence(reason, 'It was stopped.'), ...about };
  return undefined;
}

function recordOf(
  { payload: { executionId, task } }: Extract<DevTeamEvent, { type: 'task-update' }>,
  session: AutomationSession,
): TimeRecord | undefined {
  if (task.status !== 'completed' || task.startedAt === null || task.endedAt === null) return undefined;
  const { customerId, projectId } = session;
  const { endedAt, key, startedAt, title } = task;
  return {
    projectId,
    customerId,
    executionId,
    taskId: key,
    title,
    startedAt,
    endedAt,
    durationMs: Date.parse(endedAt) - Date.parse(startedAt),
  };
}
