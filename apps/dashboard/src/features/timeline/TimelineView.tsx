import { Skeleton, VisuallyHidden } from '@mantine/core';
import { type CSSProperties, useMemo } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { formatDuration, formatStepDuration } from '../../ui/duration.ts';
import { useServerNow } from '../../ui/ServerClock.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectTaskLabel } from '../projects/selectors.ts';
import { nodeLook } from '../projects/status-looks.ts';
import { type TimeScale, timeScale } from './time-scale.ts';
import { type TimelineRow, timelineRows } from './timeline-rows.ts';
import styles from './TimelineView.module.css';
import { useNodeHistory } from './use-node-history.ts';

interface TimelineViewProps {
  projectId: string;
  chosen: string | null;
  onChoose: (key: string) => void;
}

/** What took how long: a line for each attempt, a bar for each step, long waits drawn short. */
export function TimelineView({ projectId, chosen, onChoose }: TimelineViewProps) {
  const { clock } = useTimes();
  const { failure, loaded, nodes, read } = useNodeHistory(projectId);
  const now = useServerNow();
  const rows = useMemo(() => timelineRows(nodes), [nodes]);
  const isRunning = rows.some(({ bars }) => bars.some(({ endMs }) => endMs === null));
  const until = isRunning ? now : 0;
  const scale = useMemo(
    () => timeScale(rows.flatMap(({ bars }) => bars.map(({ endMs, startMs }) => ({ startMs, endMs: endMs ?? until })))),
    [rows, until],
  );
  if (failure && !loaded) return <LoadFailure failure={failure} onRetry={read} />;
  if (!loaded) return <Skeleton height={320} radius={12} />;
  if (rows.length === 0) return <p className={styles.nothing}>No step has run yet.</p>;
  return (
    <section className={styles.timeline} aria-label="Timeline of the attempts" data-testid="timeline">
      <div className={styles.axis} aria-hidden="true">
        <span />
        <div className={styles.line}>
          <time>{clock(scale.span.startMs)}</time>
          {scale.waits.map((wait) => (
            <span key={wait.startMs} className={styles.wait} style={placed(wait.from, wait.to)}>
              ‖ {formatDuration(wait.endMs - wait.startMs)} ‖
            </span>
          ))}
          <time>{clock(scale.span.endMs)}</time>
        </div>
      </div>
      <ol>
        {rows.map((row) => (
          <Row
            key={`${row.executionId}${row.taskKey}${row.attempt}`}
            projectId={projectId}
            row={row}
            scale={scale}
            untilMs={until}
            chosen={row.taskKey === chosen}
            onChoose={onChoose}
          />
        ))}
      </ol>
    </section>
  );
}

const placed = (from: number, to: number) => ({ '--from': from, '--to': to }) as CSSProperties;

interface RowProps {
  projectId: string;
  row: TimelineRow;
  scale: TimeScale;
  untilMs: number;
  chosen: boolean;
  onChoose: (key: string) => void;
}

function Row({ projectId, row, scale, untilMs, chosen, onChoose }: RowProps) {
  const { absolute } = useTimes();
  const label = useAppSelector((state) => selectTaskLabel(state, projectId, row.taskKey));
  const first = Math.min(...row.bars.map(({ startMs }) => startMs));
  const last = Math.max(...row.bars.map(({ endMs }) => endMs ?? untilMs));
  return (
    <li className={styles.row} data-testid="timeline-row" data-chosen={chosen || undefined}>
      <button type="button" className={styles.name} onClick={() => onChoose(row.taskKey)} title={label}>
        <span>{label}</span>
        <em>
          {row.attempt > 1 ? `attempt ${row.attempt}, ` : ''}
          {formatStepDuration(last - first)}
        </em>
      </button>
      <div className={styles.line}>
        {scale.waits.map((wait) => (
          <span key={wait.startMs} className={styles.gap} style={placed(wait.from, wait.to)} />
        ))}
        {row.bars.map((bar) => {
          const endMs = bar.endMs ?? untilMs;
          const { tone, word } = nodeLook(bar);
          const why = bar.finding ? ` (${bar.finding.why})` : '';
          const said = `${bar.node}: ${word.toLowerCase()}${why}, ${formatStepDuration(endMs - bar.startMs)}, from ${absolute(bar.startMs)}`;
          return (
            <span
              key={`${bar.node}${bar.startMs}`}
              className={styles.bar}
              data-tone={tone}
              data-node={bar.node}
              style={placed(scale.at(bar.startMs), scale.at(endMs))}
              title={said}
            >
              <VisuallyHidden>{said}</VisuallyHidden>
            </span>
          );
        })}
      </div>
    </li>
  );
}
