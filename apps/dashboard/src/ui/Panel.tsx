import { type ReactNode, useId } from 'react';
import styles from './Panel.module.css';

interface PanelProps {
  title: ReactNode;
  note?: ReactNode;
  beside?: ReactNode;
  actions?: ReactNode;
  /** A table or list that reaches the edges. */
  flush?: boolean;
  testId?: string;
  children: ReactNode;
}

/** One part of a page, with its heading. */
export function Panel({ title, note, beside, actions, flush, testId, children }: PanelProps) {
  const heading = useId();
  return (
    <section className={styles.panel} aria-labelledby={heading} data-testid={testId}>
      <header className={styles.head}>
        <h2 id={heading}>{title}</h2>
        {beside}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
        {note ? <p>{note}</p> : null}
      </header>
      <div className={styles.body} data-flush={flush || undefined}>
        {children}
      </div>
    </section>
  );
}
