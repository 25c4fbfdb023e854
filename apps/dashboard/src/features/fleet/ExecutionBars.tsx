import type { ExecutionStatus, ExecutionSummary } from '@devteam/api';
import { executionLooks } from '../projects/status-looks.ts';
import styles from './ExecutionBars.module.css';
import { useExecutions } from './fleet-facts.ts';

const heightPx = 20;
const leastPx = 3;
const barPx = 4;
const stepPx = 6;

/** One bar an execution: its height the time it took, its color how it ended. The oldest is on the left. */
export function ExecutionBars({ projectId }: { projectId: string }) {
  const { atMs, executions } = useExecutions(projectId);
  if (executions.length === 0) return <span className={styles.none}>no execution yet</span>;
  const times = executions.map(({ endedAt, startedAt }) => Math.max(0, (endedAt ? Date.parse(endedAt) : atMs) - Date.parse(startedAt)));
  const longest = Math.max(1, ...times);
  return (
    <svg
      className={styles.bars}
      width={executions.length * stepPx}
      height={heightPx}
      viewBox={`0 0 ${executions.length * stepPx} ${heightPx}`}
      role="img"
      aria-label={wordsOf(executions)}
      data-testid="execution-bars"
    >
      <title>{wordsOf(executions)}</title>
      {executions.map(({ executionId, status }, index) => {
        // The root, so that short ones are still seen beside a long one.
        const height = leastPx + (heightPx - leastPx) * Math.sqrt((times[index] ?? 0) / longest);
        return (
          <rect
            key={executionId}
            data-tone={executionLooks[status].tone}
            x={index * stepPx}
            y={heightPx - height}
            width={barPx}
            height={height}
            rx={1}
          />
        );
      })}
    </svg>
  );
}

/** «Last 12 executions: 9 completed, 2 error, 1 stopped». */
function wordsOf(executions: readonly ExecutionSummary[]): string {
  const counts = new Map<ExecutionStatus, number>();
  for (const { status } of executions) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([status, count]) => `${count} ${executionLooks[status].word.toLowerCase()}`);
  return `Last ${executions.length === 1 ? 'execution' : `${executions.length} executions`}: ${parts.join(', ')}`;
}
