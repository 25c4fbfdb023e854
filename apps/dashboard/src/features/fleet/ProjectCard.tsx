import type { ProjectView } from '@devteam/api';
import { memo, useId } from 'react';
import { Link } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { Dotted } from '../../ui/Dotted.tsx';
import { PlayIcon } from '../../ui/icons.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { statusOf } from '../projects/attention.ts';
import { usePreflightPlace } from '../preflight/preflight-place.ts';
import { CommandButton } from '../projects/CommandButton.tsx';
import { pendingWish, refusalOfAutomate } from '../projects/commands.ts';
import { CurrentTaskLine } from '../projects/CurrentTaskLine.tsx';
import { DriverLabels } from '../projects/DriverLabels.tsx';
import { LastOutput } from '../projects/LastOutput.tsx';
import { RunTime } from '../projects/RunTime.tsx';
import { sameButOutput, selectProject } from '../projects/selectors.ts';
import { executionLooks } from '../projects/status-looks.ts';
import { CardReason } from './CardReason.tsx';
import styles from './ProjectCard.module.css';

/** One project at a glance. Renders when its own project changes, and not when another does. */
export const ProjectCard = memo(function ProjectCard({ projectId }: { projectId: string }) {
  const project = useAppSelector((state) => selectProject(state, projectId), sameButOutput);
  return project ? <Card project={project} /> : null;
});

/** Opening a sheet takes no time and cannot fail. */
const still = { pending: false, failure: null, forget: () => undefined };

function Card({ project }: { project: ProjectView }) {
  const heading = useId();
  const { open } = usePreflightPlace();
  const { execution, totals } = project;
  const status = statusOf(project);
  const look = executionLooks[status];

  return (
    <article
      className={styles.card}
      aria-labelledby={heading}
      data-testid="project-card"
      data-project-id={project.projectId}
      data-status={status}
      data-tone={look.tone}
    >
      <header className={styles.header}>
        <div className={styles.names}>
          <p className={styles.customer}>{project.customerName}</p>
          <h2 id={heading}>
            <Link to={paths.project(project.projectId)} className={styles.link}>
              {project.name}
            </Link>
          </h2>
        </div>
        <StatusChip look={look} />
      </header>

      <div className={styles.progress}>
        <ProgressBar {...totals} tone={look.tone} label={`Progress of ${project.name}`} active={status === 'running'} />
        <p>
          <b>{totals.completed}</b> of {totals.total} tasks
          <span>{Math.round(project.progress)} %</span>
        </p>
      </div>

      <CurrentTaskLine project={project} />
      <CardReason project={project} />

      <footer className={styles.footer}>
        <Dotted className={styles.times}>
          {execution ? <RunTime execution={execution} /> : <span>never run</span>}
          {execution ? <LastOutput projectId={project.projectId} running={status === 'running'} /> : null}
          {pendingWish(project) ? <em>{pendingWish(project)}</em> : null}
        </Dotted>
        <div className={styles.bottom}>
          <DriverLabels project={project} />
          <CommandButton
            command={{ ...still, give: async () => open(project.projectId) }}
            refusal={refusalOfAutomate(project)}
            label={`Automate ${project.name}`}
            testId="automate"
            icon={<PlayIcon size={12} />}
          >
            Automate
          </CommandButton>
        </div>
      </footer>
    </article>
  );
}
