import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { DownIcon, SearchIcon } from '../../ui/icons.tsx';
import { useKeyCommands } from '../keys/key-commands.ts';
import { LogAround } from './LogAround.tsx';
import type { LogRow } from './log-rows.ts';
import type { LogWindow } from './log-store.ts';
import { LogMenu } from './LogMenu.tsx';
import { LogHits } from './LogHits.tsx';
import { LogLines } from './LogLines.tsx';
import { LogStart } from './LogStart.tsx';
import styles from './LogPanel.module.css';
import { useEarlierLines } from './use-earlier-lines.ts';
import { useFoldedLog } from './use-folded-log.ts';
import { useFollow } from './use-follow.ts';
import { isAt, useLogPlace } from './use-log-place.ts';
import { type LogQuery, isSearching } from './use-log-search.ts';
import { useLogWindow } from './use-log-window.ts';
import { rowHeightPx, visibleRange } from './visible-range.ts';

/** Rows from the top at which the lines before them are read. */
const loadAheadRows = 60;

const noQuery: LogQuery = { text: '', level: null };
const levelOf = (value: string): LogQuery['level'] => (value === 'warn' || value === 'error' ? value : null);

/** The live log: only lines in view are in the page; what scrolls by is read again when it is wanted. */
export function LogPanel({ projectId, seq }: { projectId: string; seq: number }) {
  const { logs } = useServices();
  const [query, setQuery] = useState<LogQuery>(noQuery);
  const searching = isSearching(query);
  const whole = useLogWindow(projectId, seq);
  const { choose, fold, place } = useLogPlace();
  const { groups, log, turn } = useFoldedLog(whole, place.isFolded);
  const { scroller, following, leftAt, viewport, onScroll, show, toEnd } = useFollow(log);
  const { earlier, load } = useEarlierLines(projectId);
  const { rows, reachedStart } = log;
  const range = visibleRange(viewport.topPx, viewport.heightPx, rows.length);
  /** The live log begins after it: what lies between would take long to read. */
  const isPast = place.line !== null && place.line.seq < whole.coveredFrom && whole.rows.length > 0;
  const chosenAt = place.line === null || isPast ? -1 : rows.findIndex((row) => isAt(row, place.line));
  const shownFor = useRef('');
  useEffect(() => {
    const name = place.line === null ? '' : `${place.line.seq}.${place.line.part}`;
    if (chosenAt < 0 || shownFor.current === name) return;
    shownFor.current = name;
    show(chosenAt);
  });
  const chooseRow = (from: number, step: 1 | -1, isWanted: (row: LogRow) => boolean) => {
    for (let at = from + step; at >= 0 && at < rows.length; at += step) {
      const row = rows[at];
      if (row?.kind === 'line' && isWanted(row)) return choose(row);
    }
    return undefined;
  };
  const here = chosenAt >= 0 ? chosenAt : Math.floor(viewport.topPx / rowHeightPx) - 1;
  useKeyCommands([
    { keys: 'j', words: 'Choose the next line', group: 'Log', run: () => chooseRow(here, 1, () => true) },
    { keys: 'k', words: 'Choose the line before', group: 'Log', run: () => chooseRow(here, -1, () => true) },
    {
      keys: 'f',
      words: 'To the next error',
      group: 'Log',
      run: () => chooseRow(here, 1, (row) => row.kind === 'line' && row.level === 'error'),
    },
    { keys: 'z', words: 'Fold all that did not fail, or open it', group: 'Log', run: () => fold(!place.isFolded) },
    { keys: 'e', words: 'To the end of the log', group: 'Log', run: toEnd },
  ]);

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
        <span className={styles.mode}>{searching ? '' : following ? 'following' : 'paused while you read'}</span>
        <NativeSelect
          aria-label="Which lines"
          size="xs"
          value={query.level ?? ''}
          data={[
            { value: '', label: 'All lines' },
            { value: 'warn', label: 'Warnings' },
            { value: 'error', label: 'Errors' },
          ]}
          onChange={(event) => setQuery({ ...query, level: levelOf(event.currentTarget.value) })}
        />
        <TextInput
          className={styles.search ?? ''}
          size="xs"
          type="search"
          aria-label="Search the log"
          placeholder="Search the log"
          leftSection={<SearchIcon size={13} />}
          value={query.text}
          onChange={(event) => setQuery({ ...query, text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setQuery(noQuery);
          }}
        />
        <CopyButton text={() => textOf(log)} label="Copy the lines loaded here" />
        <Button
          size="xs"
          variant={place.isFolded ? 'light' : 'default'}
          aria-pressed={place.isFolded}
          data-testid="log-fold"
          onClick={() => fold(!place.isFolded)}
        >
          Fold
        </Button>
        <LogMenu projectId={projectId} query={query} />
      </header>
      {searching ? <LogHits projectId={projectId} query={query} /> : null}
      {isPast && place.line && !searching ? (
        <LogAround
          key={projectId}
          projectId={projectId}
          line={place.line}
          onChoose={choose}
          onLive={() => {
            choose(null);
            toEnd();
          }}
        />
      ) : null}
      <section
        ref={scroller}
        hidden={searching || isPast}
        className={styles.scroller}
        onScroll={onScroll}
        aria-label="Lines of the log"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it
        tabIndex={0}
      >
        {rows.length === 0 ? (
          <p className={styles.nothing}>{reachedStart ? 'No output yet.' : 'Reading the log …'}</p>
        ) : (
          <LogLines projectId={projectId} rows={rows} range={range} chosen={place.line} onChoose={choose} groups={groups} onTurn={turn} />
        )}
      </section>
      {following || searching || isPast ? null : (
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
