const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Date, time and zone of the reader; for titles and tooltips. */
export const formatAbsolute = (time: string | number): string => full.format(new Date(time));

/** `10:42:07` in the reader's zone. */
export const formatClock = (time: string | number): string => clock.format(new Date(time));
