import { isActive } from '@devteam/api';
import { Skeleton } from '@mantine/core';
import { useAppSelector } from '../../app/hooks.ts';
import { statusOf } from '../projects/attention.ts';
import type { TaskRow as Row } from '../projects/projects-state.ts';
import { selectDiagnostics, selectProject, selectTaskRows } from '../projects/selectors.ts';
import styles from './TaskList.module.css';
import { TaskRow } from './TaskRow.tsx';
import { useRevealCurrent } from './use-reveal-current.ts';

const longList = 300;
/** Deeper than this the text would have no room. */
const maxIndent = 6;

interface TaskListProps {
  projectId: string;
  loading: boolean;
  onChoose: (key: string) => void;
}

/** The list in the order of the file. */
export function TaskList({ projectId, loading, onChoose }: TaskListProps) {
  const rows = useAppSelector((state) => selectTaskRows(state, projectId));
  const diagnostics = useAppSelector((state) => selectDiagnostics(state, projectId));
  const project = useAppSelector((state) => selectProject(state, projectId));
  const panel = useRevealCurrent(project?.currentTask?.key, rows.length);
  const moving = project !== undefined && isActive(statusOf(project));
  const top = Math.min(...rows.map((row) => row.depth));
  const names = new Map(rows.map((row) => [row.key, row.id ?? row.title]));
  return (
    <section
      ref={panel}
      className={styles.panel}
      aria-labelledby="task-list"
      data-testid="task-list"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls where the window is wide, so the keyboard has to reach it
      tabIndex={0}
    >
      <header className={styles.header}>
        <h2 id="task-list">Tasks</h2>
        <span>{project?.taskListPath}</span>
      </header>
      {diagnostics.length > 0 ? <Diagnostics lines={diagnostics} /> : null}
      {rows.length === 0 ? (
        <Nothing loading={loading} />
      ) : (
        <ol className={styles.rows} data-long={rows.length > longList || undefined}>
          {rows.map((row) => (
            <TaskRow
              key={row.key}
              task={row}
              indent={Math.min(row.depth - top, maxIndent)}
              after={afterOf(row, names)}
              current={project?.currentTask?.key === row.key ? project.currentTask : null}
              moving={moving}
              onChoose={onChoose}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

const afterOf = (row: Row, names: ReadonlyMap<string, string>): string => row.dependencies.map((key) => names.get(key) ?? key).join(', ');

function Nothing({ loading }: { loading: boolean }) {
  if (loading) {
    return (
      <div className={styles.loading}>
        <Skeleton height={14} width="70%" />
        <Skeleton height={14} width="84%" />
        <Skeleton height={14} width="62%" />
      </div>
    );
  }
  return <p className={styles.nothing}>The task list is read when an execution starts: choose Automate.</p>;
}

function Diagnostics({ lines }: { lines: readonly string[] }) {
  return (
    <details className={styles.diagnostics} data-tone="warning">
      <summary>
        {lines.length} {lines.length === 1 ? 'remark' : 'remarks'} about lines of the file
      </summary>
      <ul>
        {lines.map((line) => (
          <li key={line}>
            <code>{line}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
