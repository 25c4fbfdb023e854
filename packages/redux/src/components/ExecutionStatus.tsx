import type { AutomationSession } from '../state/dev-team-state.ts';
import { Chip } from './Chip.tsx';
import { contained } from './DevTeamErrorBoundary.tsx';
import { Elapsed } from './Elapsed.tsx';
import { ExecutionActions } from './ExecutionActions.tsx';
import { FailureParts } from './FailureParts.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { useDevTeam, useSettings } from './dev-team-context.ts';
import { useRootProps } from './root-props.ts';
import { lookOf } from './status-looks.ts';

export interface ExecutionStatusProps {
  projectId: string | null | undefined;
  /** One line for a row: the status and the step at work. */
  compact?: boolean | undefined;
  darkMode?: boolean | undefined;
  className?: string | undefined;
}

/** How a project's execution stands, live. Nothing is shown of a project that never ran. */
function Status({ className, compact = false, darkMode, projectId }: ExecutionStatusProps) {
  const { enabled } = useSettings();
  const root = useRootProps(compact ? 'dt-inline' : 'dt-status', { className, darkMode });
  const session = useDevTeam((selectors, state) => selectors.selectExecution(state, projectId ?? ''));
  if (!enabled || !session || session.status === 'idle') return null;
  const look = lookOf(session.status);
  if (compact) {
    const { currentTask } = session;
    return (
      <span {...root} data-status={session.status}>
        <Chip look={look} title={session.errorContext?.what} />
        {currentTask ? <span className="dt-dim">{currentTask.node ?? currentTask.phase ?? currentTask.title}</span> : null}
      </span>
    );
  }
  return (
    <section {...root} data-status={session.status} aria-label={`DevTeam: ${session.projectName}`}>
      <header className="dt-row">
        <Chip look={look} />
        {session.stopPoint === null ? null : <span className="dt-dim">stops after {session.stopPoint}</span>}
        <span className="dt-dim dt-end">
          {session.startTime === null ? null : <Elapsed since={session.startTime} until={session.endTime} />}
        </span>
      </header>
      <SessionProgress session={session} />
      <SessionTask session={session} />
      {session.errorContext === null ? null : (
        <FailureParts failure={session.errorContext} tone={look.tone === 'running' ? 'warning' : look.tone} />
      )}
      <ExecutionActions {...session} projectName={session.projectName} />
    </section>
  );
}

export function SessionProgress({ session }: { session: AutomationSession }) {
  const { completedCount, progress, projectName, status, totalTasks } = session;
  const { tone } = lookOf(status);
  return (
    <div>
      <ProgressBar
        completed={completedCount}
        total={totalTasks}
        tone={tone}
        label={`Progress of ${projectName}`}
        active={status === 'running'}
      />
      <p className="dt-row dt-small">
        <span>
          <b>{completedCount}</b> of {totalTasks} tasks
        </span>
        <span className="dt-end">{Math.round(progress)} %</span>
      </p>
    </div>
  );
}

/** The task in hand, and where in its workflow it stands. */
export function SessionTask({ session: { currentTask, status } }: { session: AutomationSession }) {
  if (!currentTask || status === 'completed') return null;
  const { attempt, id, maxAttempts, node, phase, title } = currentTask;
  const steps = [phase, node, attempt === undefined || maxAttempts === undefined ? null : `attempt ${attempt} of ${maxAttempts}`];
  return (
    <div className="dt-task">
      <p title={title}>
        {id ? <code>{id}</code> : null} {title}
      </p>
      <p className="dt-dim" data-node={node ?? undefined}>
        {steps.filter(Boolean).join(' · ')}
      </p>
    </div>
  );
}

export const ExecutionStatus = contained(Status, 'ExecutionStatus');
