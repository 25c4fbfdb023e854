import { Tooltip } from '@mantine/core';
import { selectLink } from '../live/live-slice.ts';
import { useTimes } from '../ui/absolute-time.ts';
import type { Tone } from '../ui/tone.ts';
import { Link } from 'react-router';
import { useAppSelector } from './hooks.ts';
import styles from './LinkChip.module.css';
import { paths } from './paths.ts';

const tones: Record<string, Tone> = { live: 'done', connecting: 'quiet', reconnecting: 'warning', polling: 'warning', offline: 'failed' };
const hints: Record<string, string> = {
  live: 'Every change is shown as it happens',
  connecting: 'Connecting to the server',
  reconnecting: 'The line to the server is cut. Work goes on there; this page catches up by itself',
  polling: 'No live line comes about, as behind some proxies; this page looks every two seconds and misses nothing',
  offline: 'This page no longer follows. Reload it, or sign in again',
};

/** How this page is connected; says nothing about how the work goes. Leads to what to look at when it is not. */
export function LinkChip() {
  const { clock } = useTimes();
  const { link, attempt, asOfMs } = useAppSelector(selectLink);
  const word = { live: 'Live', connecting: 'Connecting', reconnecting: 'Reconnecting', polling: 'Polling', offline: 'Offline' }[link];
  return (
    <Tooltip label={hints[link]}>
      <Link
        to={paths.trouble('live')}
        className={styles.chip}
        data-tone={tones[link]}
        data-testid="link-state"
        data-link={link}
        data-attempt={attempt}
      >
        <span className={styles.dot} aria-hidden="true" />
        {/* Only the word is told aloud, not every try. */}
        <output>{word}</output>
        {link === 'reconnecting' && attempt > 1 ? <span className={styles.attempt}> · try {attempt}</span> : null}
        {asOfMs !== null && link !== 'connecting' ? <span className={styles.detail}> · as of {clock(asOfMs)}</span> : null}
      </Link>
    </Tooltip>
  );
}
