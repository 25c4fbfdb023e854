import type { ProjectView } from '@devteam/api';
import { ActionIcon, Checkbox } from '@mantine/core';
import { memo, useId } from 'react';
import { Link } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { Dotted } from '../../ui/Dotted.tsx';
import { PlayIcon, TerminalIcon } from '../../ui/icons.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { statusOf } from '../projects/attention.ts';
import { CommandButton } from '../projects/CommandButton.tsx';
import { pendingWish, refusalOfAutomate } from '../projects/commands.ts';
import { CurrentTaskLine } from '../projects/CurrentTaskLine.tsx';
import { DriverLabels } from '../projects/DriverLabels.tsx';
import { LastOutput } from '../projects/LastOutput.tsx';
import { RunTime } from '../projects/RunTime.tsx';
import { sameButOutput, selectProject } from '../projects/selectors.ts';
import { executionLooks } from '../projects/status-looks.ts';
import { BudgetMeter } from './BudgetMeter.tsx';
import { CardReason } from './CardReason.tsx';
import { ExecutionBars } from './ExecutionBars.tsx';
import { useFleetActions } from './fleet-actions.ts';
import styles from './ProjectCard.module.css';

interface ProjectCardProps {
  projectId: string;
  isChosen: boolean;
  /** Only what is needed to see that all is well, or that it is not. */
  isCompact: boolean;
}

/** One project at a glance. Renders when its own project changes, and not when another does. */
export const ProjectCard = memo(function ProjectCard({ projectId, ...shown }: ProjectCardProps) {
  const project = useAppSelector((state) => selectProject(state, projectId), sameButOutput);
  return project ? <Card project={project} {...shown} /> : null;
});

/** Opening a sheet takes no time and cannot fail. */
const still = { pending: false, failure: null, forget: () => undefined };

function Card({ project, isChosen, isCompact }: { project: ProjectView } & Omit<ProjectCardProps, 'projectId'>) {
  const heading = useId();
  const actions = useFleetActions();
  const { execution, projectId, totals } = project;
  const status = statusOf(project);
  const look = executionLooks[status];

  return (
    <article
      className={styles.card}
      aria-labelledby={heading}
      data-testid="project-card"
      data-project-id={projectId}
      data-status={status}
      data-tone={look.tone}
      data-compact={isCompact || undefined}
      data-chosen={isChosen || undefined}
    >
      <header className={styles.header}>
        <Checkbox
          className={styles.choose ?? ''}
          size="xs"
          checked={isChosen}
          onChange={() => actions.toggle(projectId)}
          aria-label={`Choose ${project.name}`}
        />
        <div className={styles.names} title={isCompact ? `${project.name}, ${project.customerName}` : undefined}>
          <p className={styles.customer}>{project.customerName}</p>
          <h2 id={heading}>
            <Link to={paths.project(projectId)} className={styles.link}>
              {project.name}
            </Link>
          </h2>
        </div>
        <StatusChip look={look} size={isCompact ? 'small' : 'medium'} />
      </header>

      <div className={styles.progress}>
        <ProgressBar {...totals} tone={look.tone} label={`Progress of ${project.name}`} active={status === 'running'} />
        <p>
          <b>{totals.completed}</b> of {totals.total} tasks
          <span>{Math.round(project.progress)} %</span>
        </p>
      </div>

      {isCompact ? (
        <CompactLine project={project} />
      ) : (
        <>
          <CurrentTaskLine project={project} />
          <CardReason project={project} />
        </>
      )}

      <footer className={styles.footer}>
        <div className={styles.history}>
          <ExecutionBars projectId={projectId} />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={26}
            aria-label={`Last lines of ${project.name}`}
            title="Last lines (o)"
            data-testid="peek-button"
            onClick={() => actions.peek(projectId)}
            onPointerEnter={(event) => (event.pointerType === 'mouse' ? actions.hint(projectId) : undefined)}
            onPointerLeave={() => actions.hint(null)}
          >
            <TerminalIcon size={14} />
          </ActionIcon>
        </div>
        <BudgetMeter customerId={project.customerId} projectId={projectId} />
        {isCompact ? null : (
          <>
            <Dotted className={styles.times}>
              {execution ? <RunTime execution={execution} /> : <span>never run</span>}
              {execution ? <LastOutput projectId={projectId} running={status === 'running'} /> : null}
              {pendingWish(project) ? <em>{pendingWish(project)}</em> : null}
            </Dotted>
            <div className={styles.bottom}>
              <DriverLabels project={project} />
              <CommandButton
                command={{ ...still, give: async () => actions.automate(projectId) }}
                refusal={refusalOfAutomate(project)}
                label={`Automate ${project.name}`}
                testId="automate"
                icon={<PlayIcon size={12} />}
              >
                Automate
              </CommandButton>
            </div>
          </>
        )}
      </footer>
    </article>
  );
}

/** What it is at, or why it stands, in one line. */
function CompactLine({ project }: { project: ProjectView }) {
  const { currentTask: task, execution } = project;
  const reason = execution?.reason;
  return (
    <p className={styles.line}>
      {reason ? (
        <span data-testid="reason" title={reason.why}>
          {reason.what}
        </span>
      ) : task ? (
        <span title={task.title}>{[task.id, task.title].filter(Boolean).join(' ')}</span>
      ) : (
        <span>{execution ? '' : 'never run'}</span>
      )}
      {execution ? <LastOutput projectId={project.projectId} running={execution.status === 'running'} bare /> : null}
    </p>
  );
}
