import { Link } from 'react-router';
import styles from './LinkTabs.module.css';

interface LinkTabsProps<Name extends string> {
  label: string;
  /** Which is open. */
  current: Name;
  tabs: readonly { name: Name; words: string; to: string }[];
}

/** Parts of a page, each with an address of its own. */
export function LinkTabs<Name extends string>({ label, current, tabs }: LinkTabsProps<Name>) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ name, to, words }) => (
        <Link
          key={name}
          to={to}
          replace
          preventScrollReset
          data-testid={`tab-${name}`}
          {...(name === current ? { 'aria-current': 'page' as const } : {})}
        >
          {words}
        </Link>
      ))}
    </nav>
  );
}
