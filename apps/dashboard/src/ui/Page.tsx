import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { BackIcon } from './icons.tsx';
import styles from './Page.module.css';

interface PageProps {
  title: ReactNode;
  /** What the page is for, in a sentence. */
  lead?: ReactNode;
  /** Beside the title, such as how it stands. */
  beside?: ReactNode;
  actions?: ReactNode;
  /** Where it belongs. */
  back?: { to: string; words: string };
  wide?: boolean;
  testId: string;
  children: ReactNode;
}

/** The frame that screens of people, money and settings have in common. */
export function Page({ title, lead, beside, actions, back, wide, testId, children }: PageProps) {
  return (
    <div className={styles.page} data-wide={wide || undefined} data-testid={testId}>
      <header className={styles.head}>
        {back ? (
          <Link to={back.to} className={styles.back}>
            <BackIcon size={14} /> {back.words}
          </Link>
        ) : null}
        <h1>{title}</h1>
        {beside}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
        {lead ? <p>{lead}</p> : null}
      </header>
      {children}
    </div>
  );
}

/** In the place of a page whose answer is on its way. */
export function PageSkeleton() {
  return (
    <div className={styles.waiting} aria-hidden="true">
      <Skeleton height={28} width={220} radius={8} mb={18} />
      <Skeleton height={320} radius={12} />
    </div>
  );
}
