import { useEffect, useState } from 'react';

const two = (value: number) => String(value).padStart(2, '0');

/** Two units at most, the second padded so that a ticking number keeps its width: `4 m 05 s`, `2 h 07 m`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} m`;
  return `${Math.floor(seconds / 86_400)} d ${two(Math.floor(seconds / 3600) % 24)} h`;
}

/** Ticks by itself while there is no end, and renders nothing around it. */
export function Elapsed({ since, until }: { since: string; until: string | null }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until !== null) return undefined;
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, [until]);
  return <time dateTime={since}>{formatDuration((until === null ? now : Date.parse(until)) - Date.parse(since))}</time>;
}
