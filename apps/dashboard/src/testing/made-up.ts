import type { Event, EventPayload, EventType, ProjectDetail, ProjectView } from '@devteam/api';
import { ProjectView as ProjectViewSchema } from '@devteam/api';
import { fixtureProjects } from '../../dev/fixture-projects.ts';

/** A fixed moment, so that durations in tests are facts. */
export const nowMs = Date.parse('2026-11-20T10:00:00Z');

/** The five projects of the fixture: running, error, waiting, completed, running. */
export const madeUpDetails = (): ProjectDetail[] => fixtureProjects(nowMs);
export const viewOf = (detail: ProjectDetail): ProjectView => ProjectViewSchema.parse(detail);
export const madeUpViews = (): ProjectView[] => madeUpDetails().map(viewOf);

export const webshop = 'acme/webshop';

export const detailOf = (projectId: string): ProjectDetail => {
  const detail = madeUpDetails().find((each) => each.projectId === projectId);
  if (!detail) throw new Error(`no made-up project ${projectId}`);
  return detail;
};

export const event = <T extends EventType>(type: T, seq: number, payload: EventPayload<T>, projectId: string = webshop): Event =>
  ({ type, ts: new Date(nowMs + seq * 1000).toISOString(), projectId, seq, payload }) as Event;

export const output = (
  seq: number,
  lines: string[],
  more: Partial<EventPayload<'execution-log'>> = {},
  projectId: string = webshop,
): Event =>
  event(
    'execution-log',
    seq,
    { executionId: 'e1', taskKey: 'T-005', attempt: 2, node: 'verify', level: 'info', stream: 'stdout', lines, ...more },
    projectId,
  );

export const update = (seq: number, more: Partial<EventPayload<'execution-update'>> = {}, projectId: string = webshop): Event => {
  const { execution, customerId, progress, totals, currentTask } = detailOf(projectId);
  if (!execution) throw new Error(`${projectId} has no execution`);
  const { stopAfter: _, ...rest } = execution;
  return event('execution-update', seq, { ...rest, customerId, progress, totals, currentTask, ...more }, projectId);
};
