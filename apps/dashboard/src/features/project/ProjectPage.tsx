import { describeFailure } from '@devteam/api';
import { Skeleton } from '@mantine/core';
import { Suspense, lazy, useEffect } from 'react';
import { Link, useParams } from 'react-router';
import { useAppDispatch, useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { FailureCard } from '../failure/FailureCard.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { LogPanel } from '../log/LogPanel.tsx';
import { statusOf } from '../projects/attention.ts';
import { loadProject } from '../projects/projects-slice.ts';
import { sameButOutput, selectDetailLoad, selectProject } from '../projects/selectors.ts';
import { TaskDialog } from '../task/TaskDialog.tsx';
import { NodeSteps } from './NodeSteps.tsx';
import { ProjectHeader } from './ProjectHeader.tsx';
import styles from './ProjectPage.module.css';
import { TaskList } from './TaskList.tsx';
import { type ProjectViewName, useProjectPlace } from './use-project-place.ts';
import { ViewTabs } from './ViewTabs.tsx';

const viewLabels = { graph: 'Graph of the tasks', timeline: 'Timeline', resolutions: 'Error resolution' };
const ResolutionsView = lazy(() =>
  import('../resolution/ResolutionsView.tsx').then(({ ResolutionsView }) => ({ default: ResolutionsView })),
);
const TimelineView = lazy(() => import('../timeline/TimelineView.tsx').then(({ TimelineView }) => ({ default: TimelineView })));
/** The canvas is larger than the rest of the page: it comes when it is wanted. */
const GraphView = lazy(() => import('../graph/GraphView.tsx').then(({ GraphView }) => ({ default: GraphView })));

/** One project: what stands in its way, its tasks, the steps of the current attempt, and what is being said. */
export function ProjectPage() {
  const { projectId = '' } = useParams();
  const dispatch = useAppDispatch();
  const project = useAppSelector((state) => selectProject(state, projectId), sameButOutput);
  const load = useAppSelector((state) => selectDetailLoad(state, projectId));
  const [{ view, task }, change] = useProjectPlace();
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
      <TaskDialog project={project} taskKey={task} onClose={() => change({ task: null })} />
      <div className={styles.columns} data-view={view}>
        <div className={styles.now}>
          {reason ? <FailureCard failure={reason} status={statusOf(project)} /> : null}
          <NodeSteps projectId={projectId} />
        </div>
        <div className={styles.switch}>
          <ViewTabs view={view} />
        </div>
        <div className={styles.tasks}>
          <TaskList projectId={projectId} onChoose={(key) => change({ task: key })} loading={load.status !== 'loaded'} />
        </div>
        <div className={styles.view}>
          <View view={view} projectId={projectId} seq={project.seq} task={task} onChoose={(key) => change({ task: key })} />
        </div>
      </div>
    </div>
  );
}

interface ViewProps {
  view: ProjectViewName;
  projectId: string;
  seq: number;
  task: string | null;
  onChoose: (key: string) => void;
}

function View({ view, projectId, seq, task, onChoose }: ViewProps) {
  if (view === 'tasks' || view === 'log') return <LogPanel key={projectId} projectId={projectId} seq={seq} />;
  const Chosen = { graph: GraphView, timeline: TimelineView, resolutions: ResolutionsView }[view];
  return (
    <Suspense fallback={<Skeleton height={460} radius={12} />}>
      <section className={styles.panel} aria-label={viewLabels[view]}>
        <Chosen projectId={projectId} chosen={task} onChoose={onChoose} />
      </section>
    </Suspense>
  );
}
