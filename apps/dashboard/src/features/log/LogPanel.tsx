import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useServices } from '../../app/services.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { DownIcon } from '../../ui/icons.tsx';
import type { LogWindow } from './log-store.ts';
import { LogLines } from './LogLines.tsx';
import { LogStart } from './LogStart.tsx';
import styles from './LogPanel.module.css';
import { useEarlierLines } from './use-earlier-lines.ts';
import { useFollow } from './use-follow.ts';
import { useLogWindow } from './use-log-window.ts';
import { rowHeightPx, visibleRange } from './visible-range.ts';

/** Rows from the top at which the lines before them are read. */
const loadAheadRows = 60;

/** The live log: only lines in view are in the page; what scrolls by is read again when it is wanted. */
export function LogPanel({ projectId, seq }: { projectId: string; seq: number }) {
  const { logs } = useServices();
  const log = useLogWindow(projectId, seq);
  const { scroller, following, leftAt, viewport, onScroll, toEnd } = useFollow(log);
  const { earlier, load } = useEarlierLines(projectId);
  const { rows, reachedStart } = log;
  const range = visibleRange(viewport.topPx, viewport.heightPx, rows.length);

  useEffect(() => {
    logs.watch(projectId, following ? 'following' : 'reading');
  }, [logs, projectId, following]);
  // Apart from the above: between following and reading, nothing may be thrown away.
  useEffect(() => () => logs.watch(projectId, 'unwatched'), [logs, projectId]);

  const nearTop = viewport.topPx < loadAheadRows * rowHeightPx;
  useEffect(() => {
    if (nearTop && earlier.status === 'idle' && !reachedStart) void load();
  }, [nearTop, earlier.status, reachedStart, load]);

  const unseen = following ? 0 : linesFrom(log, leftAt);
  return (
    <section className={styles.panel} aria-labelledby="log-title" data-testid="log" data-following={following}>
      <header className={styles.header}>
        <h2 id="log-title">Log</h2>
        <LogStart earlier={earlier} reachedStart={reachedStart} onRetry={load} />
        <span className={styles.mode}>{following ? 'following' : 'paused while you read'}</span>
        <CopyButton text={() => textOf(log)} label="Copy the lines loaded here" />
      </header>
      <section
        ref={scroller}
        className={styles.scroller}
        onScroll={onScroll}
        aria-label="Lines of the log"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it
        tabIndex={0}
      >
        {rows.length === 0 ? (
          <p className={styles.nothing}>{reachedStart ? 'No output yet.' : 'Reading the log …'}</p>
        ) : (
          <LogLines projectId={projectId} rows={rows} range={range} />
        )}
      </section>
      {following ? null : (
        <Button
          className={styles.toEnd ?? ''}
          size="xs"
          radius="xl"
          leftSection={<DownIcon size={13} />}
          onClick={toEnd}
          data-testid="log-to-end"
        >
          {unseen === 0 ? 'To the end' : `${unseen.toLocaleString('en')} new ${unseen === 1 ? 'line' : 'lines'}`}
        </Button>
      )}
    </section>
  );
}

const linesFrom = ({ rows, base }: LogWindow, number: number): number =>
  rows.slice(Math.max(0, number - base)).filter((row) => row.kind === 'line').length;

const textOf = ({ rows }: LogWindow): string => rows.flatMap((row) => (row.kind === 'line' ? [row.text] : [])).join('\n');
