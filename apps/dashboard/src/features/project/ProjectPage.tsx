import { describeFailure } from '@devteam/api';
import { SegmentedControl } from '@mantine/core';
import { useEffect } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useAppDispatch, useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { FailureCard } from '../failure/FailureCard.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { LogPanel } from '../log/LogPanel.tsx';
import { statusOf } from '../projects/attention.ts';
import { loadProject } from '../projects/projects-slice.ts';
import { sameButOutput, selectDetailLoad, selectProject } from '../projects/selectors.ts';
import { NodeSteps } from './NodeSteps.tsx';
import { ProjectHeader } from './ProjectHeader.tsx';
import styles from './ProjectPage.module.css';
import { TaskList } from './TaskList.tsx';

/** One project: what stands in its way, its tasks, the steps of the current attempt, and what is being said. */
export function ProjectPage() {
  const { projectId = '' } = useParams();
  const dispatch = useAppDispatch();
  const project = useAppSelector((state) => selectProject(state, projectId), sameButOutput);
  const load = useAppSelector((state) => selectDetailLoad(state, projectId));
  const [view, setView] = useView();
  const known = project !== undefined;
  useEffect(() => {
    if (known) void dispatch(loadProject(projectId));
  }, [dispatch, projectId, known]);

  if (!project) {
    return (
      <div className={styles.missing}>
        <FailureCard failure={describeFailure('project_not_found', { place: projectId })} alone />
        <Link to={paths.fleet}>All projects</Link>
      </div>
    );
  }
  if (load.status === 'failed' && load.failure) {
    return <LoadFailure failure={load.failure} onRetry={() => dispatch(loadProject(projectId)).then(() => undefined)} />;
  }
  const reason = project.execution?.reason;
  return (
    <div className={styles.page} data-testid="project-page" data-project-id={projectId} data-status={statusOf(project)}>
      <ProjectHeader project={project} />
      <div className={styles.columns} data-view={view}>
        <div className={styles.now}>
          {reason ? <FailureCard failure={reason} status={statusOf(project)} /> : null}
          <NodeSteps projectId={projectId} />
        </div>
        <div className={styles.switch}>
          <SegmentedControl
            aria-label="Show"
            fullWidth
            classNames={{ root: styles.segments ?? '' }}
            value={view}
            onChange={(value) => setView(value === 'log' ? 'log' : 'tasks')}
            data={[
              { value: 'tasks', label: 'Tasks' },
              { value: 'log', label: 'Log' },
            ]}
          />
        </div>
        <div className={styles.tasks}>
          <TaskList projectId={projectId} loading={load.status !== 'loaded'} />
        </div>
        <div className={styles.log}>
          <LogPanel key={projectId} projectId={projectId} seq={project.seq} />
        </div>
      </div>
    </div>
  );
}

/** On a narrow screen one of the two is shown; which one stands in the address. */
function useView(): ['tasks' | 'log', (view: 'tasks' | 'log') => void] {
  const [search, setSearch] = useSearchParams();
  const view = search.get('view') === 'log' ? 'log' : 'tasks';
  return [view, (next) => setSearch(next === 'log' ? { view: next } : {}, { replace: true, preventScrollReset: true })];
}
