import { useTimes } from './absolute-time.ts';

/** A moment in the reader's zone; its title has it to the second, with the zone and in UTC. */
export function Time({ time, clockOnly = false }: { time: string; clockOnly?: boolean }) {
  const { absolute, clock, short } = useTimes();
  return (
    <time dateTime={time} title={`${absolute(time)} (${time})`}>
      {clockOnly ? clock(time) : short(time)}
    </time>
  );
}
