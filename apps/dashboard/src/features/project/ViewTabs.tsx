import { Link, useLocation } from 'react-router';
import type { ProjectViewName } from './use-project-place.ts';
import { projectViews } from './use-project-place.ts';
import styles from './ViewTabs.module.css';

const words: Record<ProjectViewName, string> = {
  tasks: 'Tasks',
  log: 'Log',
  graph: 'Graph',
  timeline: 'Timeline',
  resolutions: 'Error resolution',
};

/** The views of a project as links, so that each can be opened beside this one and sent to someone. */
export function ViewTabs({ view }: { view: ProjectViewName }) {
  const { pathname, search } = useLocation();
  const to = (name: ProjectViewName) => {
    const query = new URLSearchParams(search);
    if (name === 'tasks') query.delete('view');
    else query.set('view', name);
    return { pathname, search: query.toString() };
  };
  return (
    <nav className={styles.tabs} aria-label="Views of the project" data-view={view}>
      {projectViews.map((name) => (
        <Link
          key={name}
          to={to(name)}
          replace
          preventScrollReset
          className={styles.tab}
          data-name={name}
          data-testid={`view-${name}`}
          {...(name === view ? { 'aria-current': 'page' as const } : {})}
        >
          {words[name]}
        </Link>
      ))}
    </nav>
  );
}
