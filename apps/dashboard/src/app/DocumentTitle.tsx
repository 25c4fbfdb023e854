import { useEffect } from 'react';
import { selectFleetCounts } from '../features/projects/selectors.ts';
import { useAppSelector } from './hooks.ts';

/** «2 need you · DevTeam»: the tab says when to come back. */
export const titleOf = (needsYou: number): string =>
  needsYou === 0 ? 'DevTeam' : `${needsYou} ${needsYou === 1 ? 'needs' : 'need'} you · DevTeam`;

export function DocumentTitle() {
  const needsYou = useAppSelector(selectFleetCounts)['needs-you'];
  useEffect(() => {
    document.title = titleOf(needsYou);
    document.querySelector('link[rel="icon"]')?.setAttribute('href', needsYou === 0 ? '/favicon.svg' : '/favicon-needs-you.svg');
  }, [needsYou]);
  return null;
}
