import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { isAttention } from '../projects/attention.ts';
import type { FleetFilter } from '../projects/selectors.ts';

export interface FleetPlace {
  filter: FleetFilter;
  isTable: boolean;
  isCompact: boolean;
  /** Whose last lines stand beside the cards. */
  peek: string | null;
}

export interface FleetPlaceChange {
  text?: string;
  attention?: FleetFilter['attention'];
  isTable?: boolean;
  isCompact?: boolean;
  peek?: string | null;
}

/** How the fleet is shown lives in the address, so that it can be sent to someone and survives a reload. */
export function useFleetPlace(): [FleetPlace, (change: FleetPlaceChange) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.get('q') ?? '';
  const wanted = search.get('status');
  const attention = isAttention(wanted) ? wanted : null;
  const filter = useMemo(() => ({ text, attention }), [text, attention]);
  const change = (next: FleetPlaceChange) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        const set = (name: string, value: string | null | undefined) => {
          if (value === undefined) return;
          if (value === null || value === '') after.delete(name);
          else after.set(name, value);
        };
        set('q', next.text);
        set('status', next.attention);
        set('view', next.isTable === undefined ? undefined : next.isTable ? 'table' : null);
        set('density', next.isCompact === undefined ? undefined : next.isCompact ? 'compact' : null);
        set('peek', next.peek);
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  return [
    { filter, isTable: search.get('view') === 'table', isCompact: search.get('density') === 'compact', peek: search.get('peek') },
    change,
  ];
}
