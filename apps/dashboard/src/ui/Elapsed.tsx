import { useTimes } from './absolute-time.ts';
import { formatAge, formatDuration } from './duration.ts';
import { useServerNow } from './ServerClock.tsx';

/** Time since `since`, ticking until `until` is known. */
export function Elapsed({ since, until }: { since: string; until?: string | null }) {
  const { absolute } = useTimes();
  const now = useServerNow();
  const end = until ? Date.parse(until) : now;
  const title = `since ${absolute(since)}${until ? `, until ${absolute(until)}` : ''}`;
  return (
    <time dateTime={since} title={title}>
      {formatDuration(end - Date.parse(since))}
    </time>
  );
}

/** `12 s ago`, ticking. */
export function Ago({ time }: { time: string }) {
  const { absolute } = useTimes();
  const now = useServerNow();
  return (
    <time dateTime={time} title={absolute(time)}>
      {formatAge(now - Date.parse(time))}
    </time>
  );
}
