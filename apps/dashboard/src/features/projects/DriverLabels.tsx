import type { ProjectView } from '@devteam/api';
import { BoxIcon, SparkIcon } from '../../ui/icons.tsx';
import styles from './DriverLabels.module.css';

/** What does the work and how far it is trusted: never the name without the label. */
export function DriverLabels({ project }: { project: ProjectView }) {
  return (
    <ul className={styles.labels} aria-label="Sandbox and executor">
      <li title={`Sandbox: ${project.sandbox.label}`} data-testid="sandbox-label">
        <BoxIcon size={14} />
        <span>{project.sandbox.label}</span>
      </li>
      <li title={`Executor: ${project.executor.label}`} data-testid="executor-label">
        <SparkIcon size={14} />
        <span>{project.executor.label}</span>
      </li>
    </ul>
  );
}
