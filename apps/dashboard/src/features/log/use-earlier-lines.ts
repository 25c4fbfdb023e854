import type { Failure } from '@devteam/api';
import { useCallback, useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import { rowLimits } from './log-store.ts';

const eventsPerRequest = 200;

export type EarlierLines = { status: 'idle' | 'loading' | 'full' } | { status: 'failed'; failure: Failure };

/** Reads what was said before the first line that is here, one range at a time. */
export function useEarlierLines(projectId: string): { earlier: EarlierLines; load: () => Promise<void> } {
  const { api, logs } = useServices();
  const [earlier, setEarlier] = useState<EarlierLines>({ status: 'idle' });
  const busy = useRef(false);

  const load = useCallback(async () => {
    const { coveredFrom, reachedStart, rows } = logs.read(projectId);
    if (busy.current || reachedStart) return;
    if (rows.length >= rowLimits.reading) {
      setEarlier({ status: 'full' });
      return;
    }
    busy.current = true;
    setEarlier({ status: 'loading' });
    try {
      const events = await api.getOutputBefore(projectId, coveredFrom, eventsPerRequest);
      logs.prepend(projectId, events, events.length === 0);
      setEarlier({ status: 'idle' });
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setEarlier({ status: 'failed', failure: error.failure });
    } finally {
      busy.current = false;
    }
  }, [api, logs, projectId]);

  return { earlier, load };
}
