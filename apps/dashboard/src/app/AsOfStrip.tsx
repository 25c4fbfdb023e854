import { selectLink } from '../live/live-slice.ts';
import { useTimes } from '../ui/absolute-time.ts';
import styles from './AsOfStrip.module.css';
import { useAppSelector } from './hooks.ts';

/** On narrow screens, where the link chip has no room for it: how old what is shown may be. */
export function AsOfStrip() {
  const { clock } = useTimes();
  const { link, asOfMs } = useAppSelector(selectLink);
  if (asOfMs === null || link === 'connecting') return null;
  return (
    <aside className={styles.strip} data-tone="warning" aria-label="Age of what is shown">
      As of {clock(asOfMs)}; work goes on at the server
    </aside>
  );
}
