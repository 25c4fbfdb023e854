import { Button, Skeleton } from '@mantine/core';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { createLogStore } from './log-store.ts';
import styles from './LogAround.module.css';
import { LogLines } from './LogLines.tsx';
import type { LinePlace } from './use-log-place.ts';
import { rowHeightPx } from './visible-range.ts';

/** Events on each side at first, and how many more at a time. */
const eventsAtATime = 60;

interface LogAroundProps {
  projectId: string;
  line: LinePlace;
  onChoose: (line: LinePlace | null) => void;
  onLive: () => void;
}

/** A line that is long past, with what stands around it; the live log would have to read all that lies between. */
export function LogAround({ line, onChoose, onLive, projectId }: LogAroundProps) {
  const { api } = useServices();
  const [reach, setReach] = useState({ before: eventsAtATime, after: eventsAtATime });
  const end = line.seq + reach.after + 1;
  const count = reach.before + reach.after + 1;
  const { failure, read, value } = useAnswer(
    useCallback(async () => {
      const events = await api.getOutputBefore(projectId, end, count);
      const logs = createLogStore();
      logs.ingest(events);
      return logs.read(projectId).rows;
    }, [api, projectId, end, count]),
  );
  const scroller = useRef<HTMLElement>(null);
  const rows = value ?? [];
  const at = rows.findIndex((row) => row.kind === 'line' && row.seq === line.seq && row.part === line.part);
  const shownAt = useRef('');
  useLayoutEffect(() => {
    const name = `${line.seq}.${line.part}`;
    if (at < 0 || !scroller.current || shownAt.current === name) return;
    shownAt.current = name;
    scroller.current.scrollTop = Math.max(0, at * rowHeightPx - scroller.current.clientHeight / 2);
    scroller.current.scrollIntoView({ block: 'nearest' });
  }, [at, line]);

  if (failure && value === null) return <LoadFailure failure={failure} onRetry={read} />;
  const more = (side: 'before' | 'after') => setReach((now) => ({ ...now, [side]: now[side] + eventsAtATime * 4 }));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it
    <section ref={scroller} className={styles.scroller} aria-label="Lines around the chosen one" tabIndex={0} data-testid="log-around">
      <div className={styles.bar}>
        <Button size="compact-xs" variant="default" onClick={() => more('before')}>
          Earlier lines
        </Button>
        <Button size="compact-xs" onClick={onLive} data-testid="log-to-live">
          To the live log
        </Button>
      </div>
      {value === null ? (
        <Skeleton height={200} m={18} />
      ) : at < 0 ? (
        <p className={styles.none}>This line is no longer kept: logs are kept for 90 days. The ones next to it are shown.</p>
      ) : null}
      <LogLines projectId={projectId} rows={rows} range={{ first: 0, end: rows.length }} chosen={line} onChoose={onChoose} />
      <div className={styles.bar}>
        <Button size="compact-xs" variant="default" onClick={() => more('after')}>
          Later lines
        </Button>
      </div>
    </section>
  );
}
