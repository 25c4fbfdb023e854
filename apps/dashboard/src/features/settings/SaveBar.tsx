import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './SaveBar.module.css';

interface SaveBarProps {
  /** What is changed, in words. */
  changes: readonly string[];
  pending: boolean;
  isConflict: boolean;
  onReset: () => void;
  children?: ReactNode;
}

/** What would be written, always in view while anything is changed. */
export function SaveBar({ changes, pending, isConflict, onReset, children }: SaveBarProps) {
  if (changes.length === 0) return null;
  return (
    <section className={styles.bar} aria-label="Changes that are not saved" data-testid="save-bar">
      <details>
        <summary>
          {changes.length} {changes.length === 1 ? 'change is' : 'changes are'} not saved
        </summary>
        <ul>
          {changes.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        {children}
      </details>
      <div>
        <Button size="xs" variant="default" onClick={onReset} data-testid="reset-settings">
          Take back
        </Button>
        <Button type="submit" size="xs" loading={pending} data-testid="save-settings">
          {isConflict ? 'Save mine' : 'Save'}
        </Button>
      </div>
    </section>
  );
}
