/** Minutes after midnight of a time such as `06:40`. */
export function minutesOf(time: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  if (!match) throw new Error(`"${time}" is no time of day; write for example 06:40`);
  return Number(match[1]) * 60 + Number(match[2]);
}

/** `06:40` of minutes after midnight. */
export function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
