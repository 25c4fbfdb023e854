import type { PhaseEvent } from './phase-table.ts';

/** What the start of a node means for the phase of its task; a node that is not named here changes nothing. */
export const phaseEventOfNode: Readonly<Partial<Record<string, PhaseEvent>>> = {
  codeExecution: 'implement',
  fix: 'implement',
  verify: 'verify',
  merge: 'merge',
  verifyMerged: 'verify',
  push: 'publish',
};
