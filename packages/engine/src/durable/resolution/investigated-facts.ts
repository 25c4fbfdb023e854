import type { ReviewView } from '@devteam/api';
import type { ResolutionRow } from '../../store/index.ts';
import type { Solving } from '../carry.ts';

/** Oldest first: each hypothesis that was decided, and the report that shows it. */
export const investigatedFacts = (all: readonly ResolutionRow[], { work }: Solving): ReviewView['facts'] => [
  ...all.toReversed().flatMap(({ hypotheses, id, number }) =>
    hypotheses
      .filter(({ verdict }) => verdict !== null)
      .map(({ statement, verdict, why }) => ({
        what: `investigation ${number}: ${statement}: ${verdict}, ${why}`,
        shownBy: `devteam resolutions show ${id}`,
      })),
  ),
  ...(work ? [{ what: 'the work is kept', shownBy: `commit ${work.commit}` }] : []),
];

/** What whoever wrote the fixes says of them. */
export const claimedFixes = (all: readonly ResolutionRow[], executor: string): ReviewView['claims'] =>
  all.toReversed().flatMap(({ fix }) => (fix?.summary ? [{ who: executor, says: fix.summary }] : []));
