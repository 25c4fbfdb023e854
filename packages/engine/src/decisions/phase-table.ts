import type { Phase } from '@devteam/api';

/**
 * The life of a task within an execution. Rows: where it stands. Columns: what may happen to it. Cells: where that leads.
 *
 *            ┌────────────────── retry ───────────────────┐
 *            ▼                                            │
 *   SELECT ► PREP ► IMPLEMENT ► VERIFY ► MERGE ► PUSH ► DONE
 *            │         │          │ ▲      │ ▲    │
 *            └─────────┴────┬─────┘ └──────┘ └────┘ (the branch moved: merge and verify again)
 *                           ▼
 *                      ERROR_SOLVE ► DONE | HUMAN_REVIEW ► PREP | MERGE
 *
 * ERROR_SOLVE lands together with the task that resolved its error. What a person approved is merged and verified like all else.
 *
 * `interrupt` gives an unfinished task back to the list: stopped, canceled, or changed by somebody under our hands. A push that has begun
 * is never cut off; from PUSH a task is given back only while it waits to try again, and the next start asks the remote what landed.
 */
export const phaseTable = {
  SELECT: { select: 'PREP', exhaust: 'HUMAN_REVIEW' },
  PREP: { implement: 'IMPLEMENT', retry: 'PREP', solve: 'ERROR_SOLVE', review: 'HUMAN_REVIEW', interrupt: 'SELECT' },
  IMPLEMENT: { verify: 'VERIFY', retry: 'PREP', solve: 'ERROR_SOLVE', review: 'HUMAN_REVIEW', interrupt: 'SELECT' },
  VERIFY: { merge: 'MERGE', publish: 'PUSH', retry: 'PREP', solve: 'ERROR_SOLVE', review: 'HUMAN_REVIEW', interrupt: 'SELECT' },
  MERGE: { verify: 'VERIFY', publish: 'PUSH', retry: 'PREP', solve: 'ERROR_SOLVE', review: 'HUMAN_REVIEW', interrupt: 'SELECT' },
  PUSH: { land: 'DONE', merge: 'MERGE', retry: 'PREP', solve: 'ERROR_SOLVE', review: 'HUMAN_REVIEW', interrupt: 'SELECT' },
  ERROR_SOLVE: { verify: 'VERIFY', land: 'DONE', retry: 'PREP', review: 'HUMAN_REVIEW', interrupt: 'SELECT' },
  HUMAN_REVIEW: { retry: 'PREP', merge: 'MERGE', interrupt: 'SELECT' },
  DONE: {},
} as const satisfies Record<Phase, Partial<Record<string, Phase>>>;

export type PhaseEvent = { [P in Phase]: keyof (typeof phaseTable)[P] }[Phase];

/** `undefined`: this cannot happen here; the caller decides whether that is an error. */
export function nextPhase(phase: Phase, event: PhaseEvent): Phase | undefined {
  const row: Partial<Record<PhaseEvent, Phase>> = phaseTable[phase];
  return row[event];
}

/** For what the engine itself decided: that it cannot happen here is a fault of the engine. */
export function getNextPhase(phase: Phase, event: PhaseEvent): Phase {
  const next = nextPhase(phase, event);
  if (!next) throw new Error(`A task in ${phase} cannot ${event}; it can ${eventsFrom(phase).join(', ') || 'do nothing'}`);
  return next;
}

export const eventsFrom = (phase: Phase): PhaseEvent[] => Object.keys(phaseTable[phase]) as PhaseEvent[];

/** The WHERE clause of the event's UPDATE. */
export const phasesAccepting = (event: PhaseEvent): Phase[] =>
  (Object.keys(phaseTable) as Phase[]).filter((phase) => nextPhase(phase, event) !== undefined);
