import { Button } from '@mantine/core';
import type { Failure } from '@devteam/api';
import { useState } from 'react';
import { FailureCard } from './FailureCard.tsx';
import styles from './LoadFailure.module.css';

/** In the place of a page that could not be read. */
export function LoadFailure({ failure, onRetry }: { failure: Failure; onRetry: () => Promise<void> | void }) {
  const [trying, setTrying] = useState(false);
  const retry = async () => {
    setTrying(true);
    await onRetry();
    setTrying(false);
  };
  return (
    <div className={styles.page}>
      <FailureCard
        failure={failure}
        alone
        actions={
          <Button size="xs" loading={trying} onClick={() => void retry()}>
            Try again
          </Button>
        }
      />
    </div>
  );
}
