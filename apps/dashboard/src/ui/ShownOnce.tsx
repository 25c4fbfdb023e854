import { Button } from '@mantine/core';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './ShownOnce.module.css';

interface ShownOnceProps {
  what: 'link' | 'token';
  secret: string;
  expiresAt: string;
  words: string;
  onClose: () => void;
}

/** A secret that nobody can read again: the server keeps only its hash. */
export function ShownOnce({ what, secret, expiresAt, words, onClose }: ShownOnceProps) {
  return (
    <div className={styles.once} data-testid="shown-once">
      <p>
        <b>This {what} is shown this once.</b> {words}
      </p>
      <p className={styles.secret} data-tone="warning">
        <code>{secret}</code> <CopyButton text={() => secret} label={`Copy the ${what}`} />
      </p>
      <p>
        It is good until <Time time={expiresAt} />.
      </p>
      <div>
        <Button size="xs" onClick={onClose} data-testid="kept-it">
          I have kept it
        </Button>
      </div>
    </div>
  );
}
