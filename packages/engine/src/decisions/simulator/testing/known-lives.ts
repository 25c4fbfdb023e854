import type { Script } from '../simulate.ts';

const goesWell = 999;
/** Each node draws twice: how it ends, and how long it takes. */
const nodesBeforePush = 6;
const failsAfter = 80;

/** Lives that are too rare to be left to chance. They are lived first, by every run of the simulator. */
export const knownLives: readonly Script[] = [
  // The remote took the push, and its answer was lost: the same push comes again, onto a branch that has moved by it.
  {
    lists: [2],
    faults: [...Array.from({ length: 2 * nodesBeforePush }, () => goesWell), failsAfter],
    deeds: [{ afterMinutes: 89, project: 0, deed: { do: 'crash' } }],
  },
];
