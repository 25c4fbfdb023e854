import { type CSSProperties, memo } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { selectTaskLabel } from '../projects/selectors.ts';
import type { LogLine, LogRow, LogSeparator } from './log-rows.ts';
import styles from './LogLines.module.css';
import { PaintedText } from './PaintedText.tsx';
import { type VisibleRange, rowHeightPx } from './visible-range.ts';

interface LogLinesProps {
  projectId: string;
  rows: readonly LogRow[];
  range: VisibleRange;
}

/** Draws the rows of a range at their place in the whole height. */
export function LogLines({ projectId, rows, range }: LogLinesProps) {
  const style = { '--row': `${rowHeightPx}px`, '--rows': rows.length, '--first': range.first } as CSSProperties;
  return (
    <ol className={styles.lines} style={style}>
      {rows.slice(range.first, range.end).map((row, index) => (
        <li key={keyOf(row)} aria-setsize={rows.length} aria-posinset={range.first + index + 1} data-seq={row.seq}>
          {row.kind === 'line' ? <Line line={row} /> : <Separator projectId={projectId} row={row} />}
        </li>
      ))}
    </ol>
  );
}

const keyOf = (row: LogRow): string => (row.kind === 'line' ? `${row.seq}.${row.part}` : `${row.seq}.task`);

const streamWords = { stdout: 'out', stderr: 'err', engine: 'devteam' } as const;
const levelTones = { info: 'quiet', warn: 'warning', error: 'failed' } as const;

const Line = memo(function Line({ line }: { line: LogLine }) {
  const { absolute, clock } = useTimes();
  return (
    <div
      className={styles.line}
      data-level={line.level}
      data-stream={line.stream}
      data-tone={levelTones[line.level]}
      data-testid="log-line"
    >
      <time dateTime={line.ts} title={absolute(line.ts)}>
        {clock(line.ts)}
      </time>
      <span className={styles.stream} title={`${line.stream}${line.node ? `, ${line.node}` : ''}`}>
        {streamWords[line.stream]}
      </span>
      <span className={styles.level}>{line.level}</span>
      <span className={styles.text} data-testid="log-text">
        <PaintedText text={line.text} paints={line.paints} />
      </span>
      {line.cut > 0 ? <span className={styles.cut}>… {line.cut.toLocaleString('en')} more characters, not shown</span> : null}
    </div>
  );
});

function Separator({ projectId, row }: { projectId: string; row: LogSeparator }) {
  const { absolute } = useTimes();
  const { taskKey, attempt } = row;
  const label = useAppSelector((state) => (taskKey === null ? 'Execution' : selectTaskLabel(state, projectId, taskKey)));
  return (
    <div className={styles.separator} data-testid="log-separator" title={absolute(row.ts)}>
      <span>
        {label}
        {taskKey === null ? null : <em>attempt {attempt}</em>}
      </span>
    </div>
  );
}
