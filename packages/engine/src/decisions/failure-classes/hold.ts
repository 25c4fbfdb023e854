import { type Failure, describeFailure } from '@devteam/api';

/** Who or what keeps a task, a project, a lane or a customer from going on. */
export const holders = ['breaker', 'no_progress', 'budget', 'stop_point', 'review', 'person'] as const;
export type Holder = (typeof holders)[number];

export interface Hold {
  readonly by: Holder;
  readonly scope: { readonly kind: 'task' | 'project' | 'lane' | 'customer'; readonly id: string };
  /** In words, for people. */
  readonly why: string;
}

/** What may ask for the end of a hold. `recovery` is whatever sweeps up after a crash or a restart. */
export const lifters = ['person', 'canary_passed', 'budget_raised', 'review_answered', 'task_changed', 'recovery'] as const;
export type Lifter = (typeof lifters)[number];

/**
 * Who may lift what. A hold belongs to what set it: a sweep that undoes a safety stop spends money all night. A person may lift every
 * one, and what a person set only a person lifts.
 */
export const liftTable: Readonly<Record<Holder, Readonly<Record<Lifter, boolean>>>> = {
  breaker: { person: true, canary_passed: true, budget_raised: false, review_answered: false, task_changed: false, recovery: false },
  no_progress: { person: true, canary_passed: false, budget_raised: false, review_answered: true, task_changed: true, recovery: false },
  budget: { person: true, canary_passed: false, budget_raised: true, review_answered: false, task_changed: false, recovery: false },
  stop_point: { person: true, canary_passed: false, budget_raised: false, review_answered: false, task_changed: false, recovery: false },
  review: { person: true, canary_passed: false, budget_raised: false, review_answered: true, task_changed: false, recovery: false },
  person: { person: true, canary_passed: false, budget_raised: false, review_answered: false, task_changed: false, recovery: false },
};

export type Lift = { readonly lifted: true } | { readonly lifted: false; readonly failure: Failure };

export function lift(hold: Hold, by: Lifter): Lift {
  if (liftTable[hold.by][by]) return { lifted: true };
  const who = lifters.filter((lifter) => liftTable[hold.by][lifter]).join(', ');
  return {
    lifted: false,
    failure: describeFailure('hold_not_yours', { place: hold.scope.id, why: `${hold.why}; it is lifted by: ${who}` }),
  };
}
