import { Link } from 'react-router';
import { paths } from '../../app/paths.ts';
import { BellIcon } from '../../ui/icons.tsx';
import styles from './InboxBell.module.css';
import { useInbox } from './use-inbox.ts';

/** Leads to the inbox and says how much of it is unread. */
export function InboxBell() {
  const { unread } = useInbox();
  const words = unread === 0 ? 'Inbox' : `Inbox, ${unread} unread`;
  return (
    <Link to={paths.inbox} className={styles.bell} aria-label={words} title={words} data-testid="inbox-bell">
      <BellIcon size={16} />
      {unread > 0 ? <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span> : null}
    </Link>
  );
}
