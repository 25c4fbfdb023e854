import type { DevTeamEvent, ResolutionFacts } from '../wire.ts';
import { appendLines } from './append-lines.ts';
import type { AutomationSession, DevTeamState, InjectedErrorTask } from './dev-team-state.ts';
import { applyInjection } from './place-injection.ts';
import { placeSession, sessionFor, updatedSession } from './session.ts';

/** Applies what came over the live stream, in its order. An event that was applied before changes nothing. */
export function applyEvents(state: DevTeamState, events: readonly DevTeamEvent[]): void {
  for (const [projectId, own] of byProject(events)) {
    const known = sessionFor(state, projectId);
    const news = own.filter(({ seq }) => seq > known.seq);
    if (news.length === 0) continue;
    const output = news.filter((event) => event.type === 'execution-log');
    if (output.length > 0) state.logs.byProjectId[projectId] = appendLines(state.logs.byProjectId[projectId] ?? [], output);
    for (const event of news) applyFinding(state, event);
    const session = news.reduce(applyEvent, { ...known });
    placeSession(state, session);
  }
}

/** What is not of the session: questions, injections, and investigations with the tasks that carry them. */
function applyFinding(state: DevTeamState, event: DevTeamEvent): void {
  if (event.type === 'review-update') {
    const { review } = event.payload;
    if (review.state === 'open') state.openReviews[review.reviewId] = review;
    else delete state.openReviews[review.reviewId];
  }
  if (event.type === 'injection-update') applyInjection(state, event.payload, event.ts);
  if (event.type !== 'resolution-update') return;
  const { resolution } = event.payload;
  state.systematicDebugging[resolution.resolutionId] = resolution;
  const others = state.injectedErrorTasks.filter(({ id }) => id !== resolution.resolutionId);
  state.injectedErrorTasks = [...others, taskOf(resolution)];
}

/** Attempts at one error before a person is asked. */
const maxResolutions = 3;

const taskOf = ({ failure, hypotheses, number, projectId, resolutionId, status }: ResolutionFacts): InjectedErrorTask => ({
  id: resolutionId,
  projectId,
  title: `Resolve Error: ${failure.code}`,
  priority: 'critical',
  status: ({ investigating: 'active', resolved: 'completed', unresolved: 'error' } as const)[status],
  attempt: number,
  maxAttempts: maxResolutions,
  hypothesis: hypotheses.find(({ verdict }) => verdict === null)?.statement,
});

function byProject(events: readonly DevTeamEvent[]): Map<string, DevTeamEvent[]> {
  const groups = new Map<string, DevTeamEvent[]>();
  for (const event of events) {
    const group = groups.get(event.projectId);
    if (group) group.push(event);
    else groups.set(event.projectId, [event]);
  }
  return groups;
}

function applyEvent(before: AutomationSession, event: DevTeamEvent): AutomationSession {
  const session = { ...before, seq: event.seq, lastUpdate: event.ts };
  switch (event.type) {
    case 'execution-update':
      return updatedSession(session, event);
    case 'task-list-update': {
      const done = event.payload.tasks.filter(({ executable, status }) => executable && status === 'completed');
      return { ...session, completedTasks: done.map(({ key }) => key) };
    }
    case 'task-update': {
      const { key, status } = event.payload.task;
      const others = session.completedTasks.filter((other) => other !== key);
      return { ...session, completedTasks: status === 'completed' ? [...others, key] : others };
    }
    case 'node-update': {
      const { node } = event.payload;
      return { ...session, nodes: { ...session.nodes, [node.node]: node } };
    }
    case 'error':
      return { ...session, errorContext: event.payload.failure };
    case 'completion':
      return { ...session, status: event.payload.status, errorContext: event.payload.reason, endTime: session.endTime ?? event.ts };
    case 'execution-log':
    case 'review-update':
    case 'resolution-update':
    case 'injection-update':
      return session;
    // A newer server may say what we do not know yet; its number counts.
    default:
      return session;
  }
}
