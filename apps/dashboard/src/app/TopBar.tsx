import { Link, NavLink } from 'react-router';
import { InboxBell } from '../features/notices/InboxBell.tsx';
import { openPalette } from '../features/palette/Palette.tsx';
import { selectOpenReviews } from '../features/review/reviews-slice.ts';
import { SearchIcon } from '../ui/icons.tsx';
import { useAppSelector } from './hooks.ts';
import { LinkChip } from './LinkChip.tsx';
import { OfficeMenu } from './OfficeMenu.tsx';
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
      {signedIn ? <Sections /> : null}
      <div className={styles.right}>
        {signedIn ? (
          <button type="button" className={styles.find} onClick={openPalette} title="Find a project, a task or a command">
            <SearchIcon size={14} /> <span className={styles.findWord}>Find</span> <kbd aria-hidden="true">{isMac ? '⌘' : 'Ctrl'} K</kbd>
          </button>
        ) : null}
        {signedIn ? <LinkChip /> : null}
        {signedIn ? <InboxBell /> : null}
        {signedIn ? <OfficeMenu /> : null}
        <div className={styles.theme}>
          <ThemeToggle />
        </div>
      </div>
    </header>
  );
}

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** How many questions wait is said wherever one is. */
function Sections() {
  const waiting = useAppSelector(selectOpenReviews).length;
  return (
    <nav className={styles.sections} aria-label="Sections">
      <NavLink to={paths.fleet} end>
        Projects
      </NavLink>
      <NavLink to={paths.reviews} data-testid="nav-reviews">
        Reviews{waiting > 0 ? <b aria-label={`${waiting} waiting`}>{waiting}</b> : null}
      </NavLink>
      <NavLink to={paths.analytics}>Analytics</NavLink>
      <NavLink to={paths.health}>Health</NavLink>
    </nav>
  );
}
