import { Button, Skeleton } from '@mantine/core';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { createLogStore } from './log-store.ts';
import styles from './LogAround.module.css';
import { LogLines } from './LogLines.tsx';
import { type LinePlace, isAt } from './use-log-place.ts';
import { rowHeightPx, visibleRange } from './visible-range.ts';

/** Events on each side at first; and how many more at a time. */
const eventsAtFirst = 30;
const moreEvents = 200;

interface LogAroundProps {
  projectId: string;
  line: LinePlace;
  onChoose: (line: LinePlace | null) => void;
  onLive: () => void;
}

/** A line that is long past, with what stands around it; the live log would have to read all that lies between. */
export function LogAround({ line, onChoose, onLive, projectId }: LogAroundProps) {
  const { api } = useServices();
  // Around the line that it was opened for: choosing another one here moves nothing.
  const [middle] = useState(line);
  const [reach, setReach] = useState({ before: eventsAtFirst, after: eventsAtFirst });
  const end = middle.seq + reach.after + 1;
  const count = reach.before + reach.after + 1;
  const { failure, read, value } = useAnswer(
    useCallback(async () => {
      const events = await api.getOutputBefore(projectId, end, count);
      const logs = createLogStore();
      logs.begin(projectId, end - 1);
      logs.watch(projectId, 'reading');
      logs.prepend(projectId, events, false);
      return logs.read(projectId).rows;
    }, [api, projectId, end, count]),
  );
  const scroller = useRef<HTMLElement>(null);
  const [viewport, setViewport] = useState({ topPx: 0, heightPx: 600 });
  const measure = () => {
    const element = scroller.current;
    if (element) setViewport({ topPx: element.scrollTop, heightPx: element.clientHeight });
  };
  const rows = value ?? [];
  const at = rows.findIndex((row) => isAt(row, middle));
  const lastAt = useRef(-1);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (at < 0 || !element || lastAt.current === at) return;
    // First to the middle; later by what came in front of it, so that what is read stays where it is.
    if (lastAt.current < 0) {
      element.scrollTop = Math.max(0, at * rowHeightPx - element.clientHeight / 2);
      element.scrollIntoView({ block: 'nearest' });
    } else element.scrollTop += (at - lastAt.current) * rowHeightPx;
    lastAt.current = at;
    setViewport({ topPx: element.scrollTop, heightPx: element.clientHeight });
  }, [at]);

  if (failure && value === null) return <LoadFailure failure={failure} onRetry={read} />;
  return (
    <>
      <div className={styles.bar}>
        <Button size="compact-xs" variant="default" onClick={() => setReach({ ...reach, before: reach.before + moreEvents })}>
          Earlier lines
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setReach({ ...reach, after: reach.after + moreEvents })}>
          Later lines
        </Button>
        <Button size="compact-xs" onClick={onLive} data-testid="log-to-live">
          To the live log
        </Button>
      </div>
      <section
        ref={scroller}
        className={styles.scroller}
        onScroll={measure}
        aria-label="Lines around the chosen one"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it
        tabIndex={0}
        data-testid="log-around"
      >
        {value === null ? <Skeleton height={200} m={18} /> : null}
        {value !== null && at < 0 ? <p className={styles.none}>This line is no longer kept; the ones next to it are shown.</p> : null}
        <LogLines
          projectId={projectId}
          rows={rows}
          range={visibleRange(viewport.topPx, viewport.heightPx, rows.length)}
          chosen={line}
          onChoose={onChoose}
        />
      </section>
    </>
  );
}
