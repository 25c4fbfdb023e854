import type { LogLine } from '@devteam/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { selectTaskLabel } from '../projects/selectors.ts';
import styles from './LogHits.module.css';
import { isOutput, linesOf } from './log-rows.ts';
import { plainText } from './plain-text.ts';
import { type LogQuery, useLogSearch } from './use-log-search.ts';

/** Events on each side that are read as context. */
const contextEvents = 3;

/** Lines that hold what was searched for, over the whole log, newest first; each opens what stands around it. */
export function LogHits({ projectId, query }: { projectId: string; query: LogQuery }) {
  const { failure, hits, loadMore, more, status } = useLogSearch(projectId, query);
  if (failure) return <LoadFailure failure={failure} onRetry={loadMore} />;
  return (
    <section className={styles.hits} aria-label="Lines found" data-testid="log-hits">
      <output className={styles.count}>{status === 'searching' ? 'Searching all of the log …' : countOf(hits.length, more)}</output>
      <ol>
        {hits.map((hit) => (
          <Hit key={`${hit.seq}.${hit.index}`} projectId={projectId} hit={hit} text={query.text.trim()} />
        ))}
      </ol>
      {more ? (
        <Button className={styles.more ?? ''} size="xs" variant="default" onClick={() => void loadMore()}>
          Older ones
        </Button>
      ) : null}
    </section>
  );
}

function countOf(count: number, more: boolean): string {
  if (count === 0) return 'No line holds that.';
  return `${count.toLocaleString('en')}${more ? ' newest' : ''} ${count === 1 ? 'line' : 'lines'}`;
}

function Hit({ projectId, hit, text }: { projectId: string; hit: LogLine; text: string }) {
  const { absolute, clock } = useTimes();
  const { api } = useServices();
  const label = useAppSelector((state) => (hit.taskKey === null ? 'Execution' : selectTaskLabel(state, projectId, hit.taskKey)));
  const [context, setContext] = useState<{ key: string; text: string; isHit: boolean }[] | null>(null);
  const line = plainText(hit.text).text;
  const toggle = async () => {
    if (context) return setContext(null);
    try {
      const events = await api.getOutputBefore(projectId, hit.seq + contextEvents + 1, contextEvents * 2 + 1);
      const lines = events.filter(isOutput).flatMap(linesOf);
      const at = lines.findIndex((each) => each.seq === hit.seq && each.part === hit.index);
      const around = lines.slice(Math.max(0, at - contextEvents), at + contextEvents + 1);
      return setContext(
        around.map((each) => ({
          key: `${each.seq}.${each.part}`,
          text: each.text,
          isHit: each.seq === hit.seq && each.part === hit.index,
        })),
      );
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      return setContext([{ key: 'failure', text: error.failure.what, isHit: false }]);
    }
  };
  return (
    <li data-testid="log-hit" data-level={hit.level}>
      <button type="button" className={styles.hit} aria-expanded={context !== null} onClick={() => void toggle()}>
        <time dateTime={hit.ts} title={absolute(hit.ts)}>
          {clock(hit.ts)}
        </time>
        <span className={styles.where}>
          {label}
          {hit.taskKey === null ? null : `, attempt ${hit.attempt}`}
        </span>
        <span className={styles.text}>
          <Marked line={line} text={text} />
        </span>
      </button>
      {context ? (
        <pre className={styles.context} data-testid="log-context">
          {context.map(({ isHit, key, text: each }) => (
            <span key={key} data-hit={isHit || undefined}>
              {each}
              {'\n'}
            </span>
          ))}
        </pre>
      ) : null}
    </li>
  );
}

/** The line with what was searched for marked in it; case does not matter, as on the server. */
function Marked({ line, text }: { line: string; text: string }) {
  if (text === '') return line;
  const at = line.toLowerCase().indexOf(text.toLowerCase());
  if (at < 0) return line;
  return (
    <>
      {line.slice(0, at)}
      <mark>{line.slice(at, at + text.length)}</mark>
      {line.slice(at + text.length)}
    </>
  );
}
