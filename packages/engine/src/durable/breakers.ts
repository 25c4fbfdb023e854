import type { Failure } from '@devteam/api';
import { describeFailure } from '@devteam/api';
import { type Breaker, admit, closedBreaker, learn } from '../decisions/failure-classes/circuit-breaker.ts';
import { errorSignature } from '../decisions/failure-classes/error-signature.ts';
import {
  type LaneSettings,
  type LaneUse,
  laneOfFailure,
  laneSignature,
  lanesOf,
  settingsOfLane,
} from '../decisions/failure-classes/lanes.ts';
import { type Project, type Queryable, addBreaker, lockBreakers, readBreakers, saveBreaker } from '../store/index.ts';
import { agentOf } from './equipment.ts';
import { usualModel } from './nodes/way-out.ts';

export const laneUseOf = ({ executor, id, sandbox, settings }: Project): LaneUse => ({
  projectId: id,
  sandbox,
  model: agentOf(executor) === undefined ? null : (settings.model ?? usualModel),
});

/** Whether anything holds the lanes of this task: a look without locks, for the many times when nothing does. */
export async function areLanesFree(db: Queryable, use: LaneUse): Promise<boolean> {
  const rows = await readBreakers<Breaker>(db, lanesOf(use));
  return rows.every(({ state }) => state.state === 'closed');
}

export interface Held {
  until: Date;
  reason: Failure;
}

const lookAgainMs = 15_000;

/** Asks all lanes at once, in a transaction: either all let it through, and then it may be their canary, or nothing was asked. */
export async function enterLanes(db: Queryable, use: LaneUse, who: string, settings: LaneSettings, now: number): Promise<Held | null> {
  const rows = await lockBreakers<Breaker>(db, lanesOf(use));
  const asked = rows.map(({ lane, state }) => ({ lane, state, admission: admit(state, who, now, settingsOfLane(lane, settings)) }));
  for (const { admission, lane, state } of asked) {
    if (admission.go) continue;
    const until = state.state === 'open' ? state.until : now + lookAgainMs;
    return { until: new Date(until), reason: describeFailure('circuit_open', { place: lane, why: admission.why }) };
  }
  for (const { admission, lane, state } of asked) if (admission.breaker !== state) await saveBreaker(db, lane, admission.breaker);
  return null;
}

/** What a round showed of the lanes that it used. `failure`: null if it went well; then each lane has let something through. */
export async function tellLanes(
  db: Queryable,
  use: LaneUse,
  result: { who: string; failure: Failure | null; retryAfterSeconds: number },
  settings: LaneSettings,
  now: number,
): Promise<{ opened: string | null }> {
  const { failure, retryAfterSeconds, who } = result;
  const hit = failure && laneOfFailure(use, failure);
  if (hit) await addBreaker(db, hit, closedBreaker);
  let opened: string | null = null;
  for (const { lane, state } of await lockBreakers<Breaker>(db, lanesOf(use))) {
    // A failure elsewhere says nothing of a lane, except that work which failed has come through all that is not the project's.
    if (failure && lane !== hit && failure.class !== 'work') continue;
    const signature = failure && lane === hit ? laneSignature(lane, failure, errorSignature(failure)) : null;
    if (failure && lane !== hit && lane.startsWith('project ')) continue;
    const learned = learn(state, { who, signature }, now, settingsOfLane(lane, settings));
    const next: Breaker =
      learned.state === 'open' ? { ...learned, until: Math.max(learned.until, now + retryAfterSeconds * 1000) } : learned;
    if (next.state === 'open' && state.state !== 'open') opened = lane;
    if (next !== state) await saveBreaker(db, lane, next);
  }
  return { opened };
}
