import { useAppSelector } from '../../app/hooks.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { formatAge, formatDuration } from '../../ui/duration.ts';
import { useServerNow } from '../../ui/ServerClock.tsx';
import styles from './LastOutput.module.css';
import { selectLastOutputAt } from './selectors.ts';

const quietAfterMs = 90_000;
const stuckAfterMs = 300_000;

/** Silence of something that should be working is told, not left to be noticed. */
export function silenceOf(silentMs: number): 'none' | 'quiet' | 'stuck' {
  if (silentMs >= stuckAfterMs) return 'stuck';
  return silentMs >= quietAfterMs ? 'quiet' : 'none';
}

interface LastOutputProps {
  projectId: string;
  /** Something should be talking. */
  running: boolean;
  /** Under a heading that says what it is. */
  bare?: boolean;
}

/** Follows the output by itself, so that a line of it renders this and nothing around it. */
export function LastOutput({ projectId, running, bare = false }: LastOutputProps) {
  const { absolute } = useTimes();
  const now = useServerNow();
  const lastOutputAt = useAppSelector((state) => selectLastOutputAt(state, projectId));
  if (!lastOutputAt) return <span>{bare ? 'none yet' : 'no output yet'}</span>;
  const silentMs = now - Date.parse(lastOutputAt);
  const silence = running ? silenceOf(silentMs) : 'none';
  const words =
    silence === 'none'
      ? `${bare ? '' : 'output '}${formatAge(silentMs)}`
      : `${silence === 'stuck' ? 'may be stuck: ' : ''}quiet for ${formatDuration(silentMs)}`;
  return (
    <time
      dateTime={lastOutputAt}
      title={`last output ${absolute(lastOutputAt)}`}
      className={silence === 'none' ? undefined : styles.quiet}
      data-tone="warning"
    >
      {words}
    </time>
  );
}
