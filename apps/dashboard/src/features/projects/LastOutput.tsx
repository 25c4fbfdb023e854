import type { ProjectView } from '@devteam/api';
import { formatAbsolute } from '../../ui/absolute-time.ts';
import { formatAge, formatDuration } from '../../ui/duration.ts';
import { useServerNow } from '../../ui/ServerClock.tsx';
import styles from './LastOutput.module.css';

const quietAfterMs = 90_000;
const stuckAfterMs = 300_000;

/** Silence of something that should be working is told, not left to be noticed. */
export function silenceOf(silentMs: number): 'none' | 'quiet' | 'stuck' {
  if (silentMs >= stuckAfterMs) return 'stuck';
  return silentMs >= quietAfterMs ? 'quiet' : 'none';
}

export function LastOutput({ project }: { project: ProjectView }) {
  const now = useServerNow();
  const { lastOutputAt, execution } = project;
  if (!lastOutputAt) return <span>no output yet</span>;
  const silentMs = now - Date.parse(lastOutputAt);
  const silence = execution?.status === 'running' ? silenceOf(silentMs) : 'none';
  const words =
    silence === 'none'
      ? `output ${formatAge(silentMs)}`
      : `${silence === 'stuck' ? 'may be stuck: ' : ''}quiet for ${formatDuration(silentMs)}`;
  return (
    <time
      dateTime={lastOutputAt}
      title={`last output ${formatAbsolute(lastOutputAt)}`}
      className={silence === 'none' ? undefined : styles.quiet}
      data-tone="warning"
    >
      {words}
    </time>
  );
}
