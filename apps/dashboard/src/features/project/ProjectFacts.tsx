import type { ProjectView } from '@devteam/api';
import type { ReactNode } from 'react';
import { Elapsed } from '../../ui/Elapsed.tsx';
import { LastOutput } from '../projects/LastOutput.tsx';
import styles from './ProjectFacts.module.css';

export function ProjectFacts({ project }: { project: ProjectView }) {
  const { execution } = project;
  return (
    <dl className={styles.facts}>
      <Fact name={execution?.endedAt ? 'Took' : 'Elapsed'}>
        {execution ? <Elapsed since={execution.startedAt} until={execution.endedAt} /> : 'never run'}
      </Fact>
      <Fact name="Last output">
        <LastOutput projectId={project.projectId} running={execution?.status === 'running'} bare />
      </Fact>
      <Fact name="Commits">{execution?.commits ?? 0}</Fact>
      <Fact name="Stops after">{execution && execution.stopAfter.length > 0 ? execution.stopAfter.join(', ') : 'no stop point'}</Fact>
      <Fact name="Branch">
        <code>{project.branch}</code>
      </Fact>
      <Fact name="Task list">
        {project.taskListPath ? <code title={project.dialect ?? ''}>{project.taskListPath}</code> : 'not read yet'}
      </Fact>
      <Fact name="Sandbox" testId="sandbox-label">
        {project.sandbox.label}
      </Fact>
      <Fact name="Executor" testId="executor-label">
        {project.executor.label}
      </Fact>
      <Fact name="Repository" wide>
        <Repository url={project.repositoryUrl} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children, wide = false, testId }: { name: string; children: ReactNode; wide?: boolean; testId?: string }) {
  return (
    <div className={styles.fact} data-wide={wide || undefined} data-testid={testId}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Only what a browser can open, and nothing else that an address could do, becomes a link. */
function Repository({ url }: { url: string }) {
  return /^https?:\/\//.test(url) ? (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {url}
    </a>
  ) : (
    <code>{url}</code>
  );
}
