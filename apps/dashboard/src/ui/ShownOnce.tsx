import { Button } from '@mantine/core';
import { CopyButton } from './CopyButton.tsx';
import styles from './ShownOnce.module.css';
import { Time } from './Time.tsx';

interface ShownOnceProps {
  what: 'link' | 'secret' | 'token';
  secret: string;
  /** Absent: until it is taken back. */
  expiresAt?: string;
  words: string;
  onClose: () => void;
}

/** What nobody is shown again. */
export function ShownOnce({ what, secret, expiresAt, words, onClose }: ShownOnceProps) {
  return (
    <div className={styles.once} data-testid="shown-once">
      <p>
        <b>This {what} is shown this once.</b> {words}
      </p>
      <p className={styles.secret} data-tone="warning">
        <code>{secret}</code> <CopyButton text={() => secret} label={`Copy the ${what}`} />
      </p>
      {expiresAt === undefined ? null : (
        <p>
          It is good until <Time time={expiresAt} />.
        </p>
      )}
      <div>
        <Button size="xs" onClick={onClose} data-testid="kept-it">
          I have kept it
        </Button>
      </div>
    </div>
  );
}
