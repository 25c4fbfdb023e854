import { InvalidArgumentError, Option } from 'commander';

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 24 * 3_600_000 };
const longestAgoMs = 100 * 366 * 24 * 3_600_000;

/** The moment that is meant: so long ago, a time of today or else of yesterday, a day, or a whole date. Milliseconds since 1970. */
export function parseSince(text: string, now: number): number {
  const typed = text.trim();
  const found = agoOf(typed, now) ?? timeOfDayOf(typed, now) ?? dateOf(typed);
  if (found === undefined)
    throw new InvalidArgumentError('Give how long ago (30s, 10m, 2h, 3d), a time (14:30), or a date (2026-05-01, 2026-05-01T14:30).');
  return found;
}

function agoOf(typed: string, now: number): number | undefined {
  const [, count, unit = ''] = /^(\d{1,9})([smhd])$/.exec(typed) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
  return ms <= longestAgoMs ? now - ms : undefined;
}

function timeOfDayOf(typed: string, now: number): number | undefined {
  const [, hours, minutes, seconds = '0'] = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(typed) ?? [];
  if (hours === undefined) return undefined;
  const at = new Date(now);
  at.setHours(Number(hours), Number(minutes), Number(seconds), 0);
  if (at.getTime() > now) at.setDate(at.getDate() - 1);
  return at.getTime();
}

/** Local time, unless it names a zone. */
function dateOf(typed: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(typed)) return undefined;
  const at = Date.parse(typed.length === 10 ? `${typed}T00:00` : typed.replace(' ', 'T'));
  return Number.isNaN(at) ? undefined : at;
}

export const sinceOption = (now: () => number): Option =>
  new Option('--since <time>', 'only what was printed since: 10m or 2h ago, 14:30, 2026-05-01').argParser((text) =>
    parseSince(text, now()),
  );
