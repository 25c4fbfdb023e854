import { Link } from 'react-router';
import { LinkChip } from './LinkChip.tsx';
import { paths } from './paths.ts';
import { ThemeToggle } from './ThemeToggle.tsx';
import styles from './TopBar.module.css';

export function TopBar({ signedIn }: { signedIn: boolean }) {
  return (
    <header className={styles.bar}>
      <Link to={paths.fleet} className={styles.brand} aria-label="DevTeam, all projects">
        <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
          <rect width="32" height="32" rx="8" className={styles.mark} />
          <path d="M8 10.5h10M8 16h16M8 21.5h7" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
          <circle cx="22.5" cy="10.5" r="2.2" fill="#fff" />
        </svg>
        <span>DevTeam</span>
      </Link>
      <div className={styles.right}>
        {signedIn ? <LinkChip /> : null}
        <ThemeToggle />
      </div>
    </header>
  );
}
