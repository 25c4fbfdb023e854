import type { InjectedErrorTask } from '../state/dev-team-state.ts';
import { isUnfinished } from '../state/session.ts';
import { contained } from './DevTeamErrorBoundary.tsx';
import { useDevTeam, useSettings } from './dev-team-context.ts';
import { icons } from './icons.tsx';
import { useRootProps } from './root-props.ts';

export interface ErrorResolutionBadgeProps {
  /** Only what was put into this project's list. None: all. */
  projectId?: string | undefined;
  darkMode?: boolean | undefined;
  className?: string | undefined;
}

/** Tasks that DevTeam put into the list to resolve an error, while they are not done. */
function Badge({ className, darkMode, projectId }: ErrorResolutionBadgeProps) {
  const { enabled } = useSettings();
  const root = useRootProps('dt-badges', { className, darkMode });
  const tasks = useDevTeam((selectors, state) => selectors.selectInjectedErrorTasks(state));
  const shown = tasks.filter((task) => isUnfinished(task) && (projectId === undefined || (task.projectId ?? projectId) === projectId));
  if (!enabled || shown.length === 0) return null;
  return (
    <ul {...root} aria-label="Errors being resolved">
      {shown.map((task) => (
        <ErrorTask key={task.id} {...task} />
      ))}
    </ul>
  );
}

function ErrorTask({ attempt, hypothesis, maxAttempts, priority = 'critical', title }: InjectedErrorTask) {
  return (
    <li className="dt-error-task" data-tone="failed">
      {icons.search}
      <span>
        <span>{title}</span>
        {hypothesis === undefined ? null : <small>Testing: {hypothesis}</small>}
      </span>
      {attempt === undefined || maxAttempts === undefined ? null : <small className="dt-count">{`${attempt} of ${maxAttempts}`}</small>}
      <span className="dt-priority">{priority}</span>
    </li>
  );
}

export const ErrorResolutionBadge = contained(Badge, 'ErrorResolutionBadge');
