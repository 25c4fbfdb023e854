import { selectLink } from '../live/live-slice.ts';
import { useTimes } from '../ui/absolute-time.ts';
import { Link } from 'react-router';
import styles from './AsOfStrip.module.css';
import { useAppSelector } from './hooks.ts';
import { paths } from './paths.ts';

/** On narrow screens, where the link chip has no room for it: how old what is shown may be. */
export function AsOfStrip() {
  const { clock } = useTimes();
  const { link, asOfMs } = useAppSelector(selectLink);
  if (asOfMs === null || link === 'connecting') return null;
  return (
    <aside className={styles.strip} data-tone="warning" aria-label="Age of what is shown">
      As of {clock(asOfMs)}; work goes on at the server. <Link to={paths.trouble('live')}>What to look at</Link>
    </aside>
  );
}
