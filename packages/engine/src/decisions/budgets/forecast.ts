/** From here on a figure says no more than how few cases it rests on. */
export const fewSamples = 20;

export interface Forecast {
  readonly tasksLeft: number;
  /** Finished tasks that it is made of. */
  readonly n: number;
  /** Of all that is left; null: nothing is finished yet, so nobody can say. */
  readonly expected: number | null;
  /** Between these four of five ends fall, if the rest is like what is finished; null with fewer than two. */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly note: string | null;
}

/** Of the normal distribution: four fifths lie between. */
const fourFifths = 1.2816;

/**
 * What the rest of a list will take, of whatever is counted (minutes, dollars), from what each finished task took. The spread has two
 * sources, and both count: tasks differ, and the mean of few tasks is itself uncertain.
 */
export function forecast(finished: readonly number[], tasksLeft: number): Forecast {
  const n = finished.length;
  if (tasksLeft === 0) return { tasksLeft, n, expected: 0, range: { from: 0, to: 0 }, note: null };
  if (n === 0) return { tasksLeft, n, expected: null, range: null, note: 'no task is finished yet' };
  const mean = sum(finished) / n;
  const expected = mean * tasksLeft;
  const note = n < fewSamples ? `from ${n} finished ${n === 1 ? 'task' : 'tasks'} only` : null;
  if (n === 1) return { tasksLeft, n, expected, range: null, note };
  const variance = sum(finished.map((one) => (one - mean) ** 2)) / (n - 1);
  const spread = fourFifths * Math.sqrt(variance * tasksLeft * (1 + tasksLeft / n));
  return { tasksLeft, n, expected, range: { from: Math.max(0, expected - spread), to: expected + spread }, note };
}

export interface EndForecast {
  readonly tasksLeft: number;
  readonly minutes: Forecast;
  readonly dollars: Forecast;
  /** «42 tasks left, about 630 minutes (540 to 720), $31.00 ($22.00 to $40.00), from 12 finished tasks only». */
  readonly words: string;
}

/** To the end of the list, one task after the other. */
export function forecastEnd(finished: readonly { readonly minutes: number; readonly dollars: number }[], tasksLeft: number): EndForecast {
  const minutes = forecast(
    finished.map((task) => task.minutes),
    tasksLeft,
  );
  const dollars = forecast(
    finished.map((task) => task.dollars),
    tasksLeft,
  );
  const count = `${tasksLeft} ${tasksLeft === 1 ? 'task' : 'tasks'} left`;
  const time = sayForecast(minutes, (value) => String(Math.round(value)));
  const money = sayForecast(dollars, (value) => `$${value.toFixed(2)}`);
  const parts = [count, time && `about ${time.replace(' (', ' minutes (')}${time.includes('(') ? '' : ' minutes'}`, money, minutes.note];
  return { tasksLeft, minutes, dollars, words: parts.filter(Boolean).join(', ') };
}

function sayForecast({ expected, range }: Forecast, say: (value: number) => string): string {
  if (expected === null) return '';
  return range && range.to > range.from ? `${say(expected)} (${say(range.from)} to ${say(range.to)})` : say(expected);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
