import type { ReactNode } from 'react';
import styles from './Dotted.module.css';

/** Short facts in a row with a dot between two on the same line, and none where a line begins. */
export function Dotted({ children, className = '' }: { children: ReactNode; className?: string | undefined }) {
  return <p className={`${styles.dotted} ${className}`}>{children}</p>;
}
