import type { ListState } from '@devteam/api';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { StopIcon } from '../../ui/icons.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import styles from './PreflightOrder.module.css';
import { counted } from './preflight-words.ts';

interface PreflightOrderProps {
  list: ListState;
  /** Keys of tasks after which the execution will halt. */
  stopAfter: readonly string[];
  onToggleStop: (key: string) => void;
}

/** So many are shown at first. */
const firstShown = 8;

/** The tasks in the order in which they will be carried out; behind each, a halt can be set. */
export function PreflightOrder({ list, stopAfter, onToggleStop }: PreflightOrderProps) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? list.order : list.order.slice(0, firstShown);
  const ownStops = new Map(list.stops.map(({ target, when }) => [target, when]));
  return (
    <section className={styles.order} data-testid="preflight-order">
      <h3>In this order</h3>
      <ol>
        {shown.map(({ id, key, title }) => {
          const isStop = stopAfter.includes(key);
          return (
            <li key={key} data-key={key} data-stop={isStop || undefined}>
              <span>
                {id ? <b>{id} </b> : null}
                <WithCode text={title} />
                {ownStops.has(key) ? <em> the list stops {ownStops.get(key)} it</em> : null}
              </span>
              <Button
                size="compact-xs"
                variant={isStop ? 'light' : 'subtle'}
                color={isStop ? 'blue' : 'gray'}
                leftSection={<StopIcon size={11} />}
                aria-pressed={isStop}
                aria-label={`Stop after ${id ?? title}`}
                onClick={() => onToggleStop(key)}
              >
                {isStop ? 'stops here' : 'stop after'}
              </Button>
            </li>
          );
        })}
      </ol>
      {list.orderLength > shown.length ? (
        list.order.length > shown.length ? (
          <Button size="xs" variant="default" data-testid="preflight-all" onClick={() => setIsWhole(true)}>
            {counted(list.order.length - shown.length, 'more task')}
          </Button>
        ) : (
          <p className={styles.more}>and {counted(list.orderLength - shown.length, 'more task')}</p>
        )
      ) : null}
      {list.stuckCount > 0 ? (
        <details className={styles.stuck} data-tone="warning" data-testid="preflight-stuck" open={list.orderLength === 0}>
          <summary>{counted(list.stuckCount, 'open task')} can never start as the list stands</summary>
          <ul>
            {list.stuck.map(({ id, key, title, why }) => (
              <li key={key}>
                <b>{id ?? ''}</b> <WithCode text={title} />: {why}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
