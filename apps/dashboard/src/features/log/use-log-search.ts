import type { Failure, LogLine } from '@devteam/api';
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { RequestFailed } from '../../http/request-failure.ts';

export interface LogQuery {
  /** Literal text; empty: all of it. */
  text: string;
  level: 'info' | 'warn' | 'error' | null;
}

export interface LogSearch {
  /** Newest first. */
  hits: readonly LogLine[];
  status: 'searching' | 'found' | 'failed';
  failure: Failure | null;
  /** There are more than these. */
  more: boolean;
  loadMore: () => Promise<void>;
}

const pauseMs = 250;

/** What is asked of the server for it. */
export const filterOf = ({ level, text }: LogQuery): { contains?: string; level?: 'info' | 'warn' | 'error' } => ({
  ...(text.trim() === '' ? {} : { contains: text.trim() }),
  ...(level === null ? {} : { level }),
});

export const isSearching = ({ level, text }: LogQuery): boolean => text.trim() !== '' || level !== null;

/** Searches all of a project's log on the server, not only what the page holds. */
export function useLogSearch(projectId: string, query: LogQuery): LogSearch {
  const { api } = useServices();
  const [asked] = useDebouncedValue(JSON.stringify(query), pauseMs);
  const [found, setFound] = useState<{ asked: string; hits: LogLine[]; next: string | null; failure: Failure | null } | null>(null);
  const newest = useRef(asked);

  const search = useCallback(
    async (cursor?: string, before: readonly LogLine[] = []) => {
      const wanted = JSON.parse(asked) as LogQuery;
      newest.current = asked;
      try {
        const page = await api.searchLog(projectId, {
          ...filterOf(wanted),
          ...(cursor === undefined ? {} : { cursor }),
        });
        // Pages come newest first, lines within a page oldest first.
        if (newest.current === asked) setFound({ asked, hits: [...before, ...page.items.toReversed()], next: page.next, failure: null });
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        if (newest.current === asked) setFound({ asked, hits: [...before], next: null, failure: error.failure });
      }
    },
    [api, projectId, asked],
  );
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- what it sets comes from the server, later
    if (isSearching(JSON.parse(asked) as LogQuery)) void search();
  }, [search, asked]);

  const current = found?.asked === asked ? found : null;
  return {
    hits: current?.hits ?? [],
    status: current ? (current.failure ? 'failed' : 'found') : 'searching',
    failure: current?.failure ?? null,
    more: current?.next !== null && current !== null,
    loadMore: async () => {
      if (current?.next) await search(current.next, current.hits);
    },
  };
}
