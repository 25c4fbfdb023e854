import { useSearchParams } from 'react-router';
import type { LogRow } from './log-rows.ts';

/** A line of a log for ever: the number of its event, and which of its lines. */
export interface LinePlace {
  seq: number;
  part: number;
}

export interface LogPlace {
  /** The chosen line. */
  line: LinePlace | null;
  /** Groups are folded, but for what follows their first error. */
  isFolded: boolean;
}

const parsePlace = (text: string | null): LinePlace | null => {
  const [, seq, part] = /^(\d{1,15})\.(\d{1,9})$/.exec(text ?? '') ?? [];
  return seq === undefined || part === undefined ? null : { seq: Number(seq), part: Number(part) };
};

export const isAt = (row: LogRow, place: LinePlace | null): boolean =>
  place !== null && row.kind === 'line' && row.seq === place.seq && row.part === place.part;

/** Which line is chosen and whether groups are folded stands in the address, so that both can be sent to someone and survive a reload. */
export function useLogPlace(): {
  place: LogPlace;
  choose: (line: LinePlace | null) => void;
  fold: (isFolded: boolean) => void;
} {
  const [search, setSearch] = useSearchParams();
  const options = { replace: true, preventScrollReset: true };
  return {
    place: { line: parsePlace(search.get('line')), isFolded: search.get('fold') === 'yes' },
    choose: (line) =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        if (line === null) after.delete('line');
        else after.set('line', `${line.seq}.${line.part}`);
        return after;
      }, options),
    fold: (isFolded) =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        if (isFolded) after.set('fold', 'yes');
        else after.delete('fold');
        return after;
      }, options),
  };
}
