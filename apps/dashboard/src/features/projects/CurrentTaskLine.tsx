import type { ProjectView } from '@devteam/api';
import { Dotted } from '../../ui/Dotted.tsx';
import { Elapsed } from '../../ui/Elapsed.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import styles from './CurrentTaskLine.module.css';

/** The task at hand, and where in its workflow it stands. */
export function CurrentTaskLine({ project }: { project: ProjectView }) {
  const task = project.currentTask;
  if (!task) return null;
  const steps = [task.phase, task.node, `attempt ${task.attempt} of ${task.maxAttempts}`].filter((step) => step !== null);
  return (
    <div className={styles.task} data-testid="current-task">
      <p className={styles.title} title={task.title}>
        {task.id ? <code>{task.id}</code> : null} <WithCode text={task.title} />
      </p>
      <Dotted className={styles.where}>
        {steps.map((step) => (
          <span key={step}>{step}</span>
        ))}
        <Elapsed since={task.startedAt} until={project.execution?.endedAt ?? null} />
      </Dotted>
    </div>
  );
}
