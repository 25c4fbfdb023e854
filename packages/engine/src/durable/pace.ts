import { type BackOff, usualBackOff } from '../decisions/failure-classes/back-off.ts';
import { type LaneSettings, usualLanes } from '../decisions/failure-classes/lanes.ts';

/** How long things may take before something follows: pauses, deadlines, and how much may wait for people. */
export interface Pace {
  /** Between tries of what passes by itself. */
  backOff: BackOff;
  lanes: LaneSettings;
  /** Between investigations of one error. */
  resolutionBackOff: BackOff;
  reviews: {
    /** Until the deadline of a review. */
    patienceSeconds: number;
    /** Open ones of a customer, from which on none of its tasks is begun. */
    mostOpen: number;
    /** After the deadline, and who is told then. */
    escalations: readonly { afterSeconds: number; to: string }[];
  };
}

const hour = 3600;

export const usualPace: Pace = {
  backOff: usualBackOff,
  lanes: usualLanes,
  resolutionBackOff: { firstSeconds: 2, factor: 4, mostSeconds: 60 },
  reviews: {
    patienceSeconds: 8 * hour,
    mostOpen: 5,
    escalations: [
      { afterSeconds: 0, to: 'who runs the project' },
      { afterSeconds: 16 * hour, to: 'who runs the installation' },
    ],
  },
};
