import { Button } from '@mantine/core';
import { sentenceOf } from '../failure/failure-words.ts';
import styles from './LogStart.module.css';
import type { EarlierLines } from './use-earlier-lines.ts';

interface LogStartProps {
  earlier: EarlierLines;
  reachedStart: boolean;
  onRetry: () => Promise<void>;
}

/** What is known of the lines before the first one. */
export function LogStart({ earlier, reachedStart, onRetry }: LogStartProps) {
  if (earlier.status === 'failed') {
    return (
      <span className={styles.start} title={sentenceOf(earlier.failure)}>
        earlier lines could not be read
        <Button size="compact-xs" variant="default" onClick={() => void onRetry()}>
          Try again
        </Button>
      </span>
    );
  }
  if (earlier.status === 'loading') return <span className={styles.start}>reading earlier lines …</span>;
  if (earlier.status === 'full') return <span className={styles.start}>the page holds no more lines</span>;
  return <span className={styles.start}>{reachedStart ? 'from the start' : ''}</span>;
}
