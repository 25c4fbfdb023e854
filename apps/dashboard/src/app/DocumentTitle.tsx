import { useLayoutEffect } from 'react';
import { useMatch } from 'react-router';
import { selectFleetCounts, selectProject } from '../features/projects/selectors.ts';
import { useAppSelector } from './hooks.ts';
import { paths } from './paths.ts';

/** «2 need you · DevTeam»: the tab says when to come back. */
export function titleOf(needsYou: number, projectName?: string): string {
  const alarm = needsYou === 0 ? undefined : `${needsYou} ${needsYou === 1 ? 'needs' : 'need'} you`;
  return [alarm, projectName, 'DevTeam'].filter(Boolean).join(' · ');
}

export function DocumentTitle() {
  const projectId = useMatch(paths.projectPattern)?.params.projectId ?? '';
  const name = useAppSelector((state) => selectProject(state, projectId)?.name);
  const needsYou = useAppSelector(selectFleetCounts)['needs-you'];
  // Before the browser paints: the tab never says something else than the page, not for one frame.
  useLayoutEffect(() => {
    document.title = titleOf(needsYou, name);
    document.querySelector('link[rel="icon"]')?.setAttribute('href', needsYou === 0 ? '/favicon.svg' : '/favicon-needs-you.svg');
  }, [needsYou, name]);
  return null;
}
