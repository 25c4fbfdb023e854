import type { CurrentTask, Failure } from '@devteam/api';
import { type CSSProperties, memo } from 'react';
import { Dotted } from '../../ui/Dotted.tsx';
import { Elapsed } from '../../ui/Elapsed.tsx';
import { CommitIcon } from '../../ui/icons.tsx';
import { StatusIcon } from '../../ui/StatusChip.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import type { TaskRow as Row } from '../projects/projects-state.ts';
import { shownStatus, still, taskLooks } from '../projects/status-looks.ts';
import styles from './TaskRow.module.css';

interface TaskRowProps {
  task: Row;
  /** Levels below the highest one of the list. */
  indent: number;
  /** Names of the tasks it depends on. */
  after: string;
  /** The task at hand: where it stands comes from here, as on the card and in the header, so that they never differ. */
  current: CurrentTask | null;
  /** The execution is active, so an active task really moves. */
  moving: boolean;
  onChoose: (key: string) => void;
}

export const TaskRow = memo(function TaskRow({ task, indent, after, current, moving, onChoose }: TaskRowProps) {
  const status = shownStatus(task, current);
  const look = moving ? taskLooks[status] : still(taskLooks[status]);
  const style = { '--depth': indent } as CSSProperties;
  return (
    <li
      className={styles.row}
      style={style}
      data-testid="task-row"
      data-task-key={task.key}
      data-status={status}
      data-tone={look.tone}
      data-group={!task.executable || undefined}
      data-current={current ? true : undefined}
      {...(current ? { 'aria-current': 'step' as const } : {})}
    >
      <span className={styles.icon}>
        <StatusIcon look={look} />
      </span>
      <div className={styles.body}>
        <p className={styles.title}>
          <button type="button" className={styles.open} onClick={() => onChoose(task.key)} data-testid="open-task">
            {task.id ? <code>{task.id}</code> : null} <WithCode text={task.title} />
          </button>
        </p>
        <Dotted className={styles.meta}>
          <span className={styles.status}>{look.word}</span>
          {current ? (
            <span>
              {current.phase}, attempt {current.attempt} of {current.maxAttempts}
            </span>
          ) : null}
          {!current && task.attempt > 1 ? <span>{task.attempt} attempts</span> : null}
          {task.startedAt && (task.endedAt || (current && moving)) ? <Elapsed since={task.startedAt} until={task.endedAt} /> : null}
          {after ? <span>after {after}</span> : null}
          {task.commit ? <Commit hash={task.commit} /> : null}
        </Dotted>
        {task.waitingFor ? <p className={styles.waiting}>{task.waitingFor}</p> : null}
        {task.failure ? <TaskFailure failure={task.failure} /> : null}
      </div>
    </li>
  );
});

function Commit({ hash }: { hash: string }) {
  return (
    <span className={styles.commit} title={`Commit ${hash}`}>
      <CommitIcon size={13} />
      <code>{hash.slice(0, 7)}</code>
    </span>
  );
}

function TaskFailure({ failure }: { failure: Failure }) {
  return (
    <details className={styles.failure} data-tone="failed">
      <summary>{failure.what}</summary>
      <FailureCard failure={failure} />
    </details>
  );
}
