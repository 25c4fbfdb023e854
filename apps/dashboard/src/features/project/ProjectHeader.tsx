import type { ProjectView } from '@devteam/api';
import { Link } from 'react-router';
import { paths } from '../../app/paths.ts';
import { BackIcon } from '../../ui/icons.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { ControlButtons } from '../control/ControlButtons.tsx';
import { usePreflightPlace } from '../preflight/preflight-place.ts';
import { statusOf } from '../projects/attention.ts';
import { pendingWish } from '../projects/commands.ts';
import { CurrentTaskLine } from '../projects/CurrentTaskLine.tsx';
import { executionLooks } from '../projects/status-looks.ts';
import { ProjectFacts } from './ProjectFacts.tsx';
import styles from './ProjectHeader.module.css';

export function ProjectHeader({ project }: { project: ProjectView }) {
  const { open } = usePreflightPlace();
  const { totals } = project;
  const status = statusOf(project);
  const look = executionLooks[status];
  const wish = pendingWish(project);

  return (
    <header className={styles.header}>
      <Link to={paths.fleet} className={styles.back}>
        <BackIcon size={14} /> All projects
      </Link>
      <div className={styles.top}>
        <div className={styles.names}>
          <p>
            <Link to={paths.customerSettings(project.customerId)}>{project.customerName}</Link> ·{' '}
            <Link to={paths.projectSettings(project.projectId)} data-testid="to-settings">
              Settings
            </Link>{' '}
            · <Link to={paths.receiptsOf(project.projectId)}>Receipts</Link>
          </p>
          <h1>{project.name}</h1>
        </div>
        <StatusChip look={look} />
        {wish ? <span className={styles.wish}>{wish}</span> : null}
        <div className={styles.actions}>
          <ControlButtons project={project} onAutomate={() => open(project.projectId)} />
        </div>
      </div>
      <div className={styles.panel}>
        <div className={styles.progress}>
          <p>
            <b>{totals.completed}</b> of {totals.total} tasks <span>{Math.round(project.progress)} %</span>
          </p>
          <ProgressBar {...totals} tone={look.tone} label={`Progress of ${project.name}`} active={status === 'running'} />
          <CurrentTaskLine project={project} />
        </div>
        <ProjectFacts project={project} />
      </div>
    </header>
  );
}
