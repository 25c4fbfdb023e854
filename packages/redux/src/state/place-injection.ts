import type { EventPayload } from '../wire.ts';
import type { DevTeamState, Injection } from './dev-team-state.ts';

/** What is asked for and not carried out yet. */
const waiting = new Set(['approval', 'approved', 'pending', 'processing']);
/** More than anybody looks at; the oldest are dropped first. */
const maxModifications = 100;

/** An injection waits or is part of history; never both. */
export function placeInjection(state: DevTeamState, injection: Injection): void {
  const others = (list: Injection[]) => list.filter(({ injectionId }) => injectionId !== injection.injectionId);
  const waits = waiting.has(injection.status);
  state.pendingInjections = waits ? [...others(state.pendingInjections), injection] : others(state.pendingInjections);
  state.injectionHistory = waits ? others(state.injectionHistory) : [...others(state.injectionHistory), injection];
}

/** As it comes over the live stream, with a note where it changed the list. */
export function applyInjection(state: DevTeamState, { injection }: EventPayload<'injection-update'>, at: string): void {
  const { by, commit, endedAt, failure, injectionId, mode, place, projectId, reason, requestedAt, status, taskKey, title } = injection;
  placeInjection(state, {
    injectionId,
    projectId,
    taskId: taskKey ?? '',
    injectionType: mode,
    targetPosition: place,
    status,
    title,
    reason,
    userId: by,
    createdAt: requestedAt,
    processedAt: endedAt,
    result: commit,
    errors: failure ? [`${failure.what}: ${failure.why}`] : [],
  });
  if (commit !== null)
    state.realTimeModifications = [...state.realTimeModifications, { injectionId, projectId, status, at }].slice(-maxModifications);
}
