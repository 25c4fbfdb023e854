import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { isAttention } from '../projects/attention.ts';
import type { FleetFilter } from '../projects/selectors.ts';

/** The filter lives in the address, so that it can be sent to someone and survives a reload. */
export function useFleetFilter(): [FleetFilter, (change: Partial<FleetFilter>) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.get('q') ?? '';
  const wanted = search.get('status');
  const attention = isAttention(wanted) ? wanted : null;
  const filter = useMemo(() => ({ text, attention }), [text, attention]);
  const change = (next: Partial<FleetFilter>) => {
    const merged = { ...filter, ...next };
    setSearch(
      { ...(merged.text ? { q: merged.text } : {}), ...(merged.attention ? { status: merged.attention } : {}) },
      { replace: true, preventScrollReset: true },
    );
  };
  return [filter, change];
}
