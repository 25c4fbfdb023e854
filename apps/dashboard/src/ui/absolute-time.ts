import { type ZoneChoice, useShownZone } from './shown-zone.ts';

export interface Times {
  /** Date, time and zone; for titles and tooltips. */
  absolute: (time: string | number) => string;
  /** Date and time to the minute, without the zone. */
  short: (time: string | number) => string;
  /** `10:42:07`. */
  clock: (time: string | number) => string;
}

const known = new Map<ZoneChoice, Times>();

/** How times are written in a zone; `local` is that of this machine. Made once: a log has thousands of times. */
export function timesIn(zone: ZoneChoice): Times {
  const times = known.get(zone) ?? makeTimes(zone);
  known.set(zone, times);
  return times;
}

function makeTimes(zone: ZoneChoice): Times {
  const where = zone === 'local' ? {} : { timeZone: zone === 'utc' ? 'UTC' : zone };
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long', ...where });
  const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', ...where });
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', ...where });
  return {
    absolute: (time) => full.format(new Date(time)),
    short: (time) => short.format(new Date(time)),
    clock: (time) => clock.format(new Date(time)),
  };
}

/** In the zone that the reader has chosen. */
export const useTimes = (): Times => timesIn(useShownZone());
