import type { Failure } from '@devteam/api';
import { useCallback, useEffect, useState } from 'react';
import { RequestFailed } from './request-failure.ts';

export interface Answer<T> {
  /** The last one that came; what is shown stays while it is asked again. */
  value: T | null;
  /** Why the last request gave none; null once one did. */
  failure: Failure | null;
  /** Asks again, now. */
  read: () => Promise<void>;
}

/**
 * What the server answers to a question that no event answers: asked at once and, where `everyMs` says so, again and again while the
 * caller is on the screen. `ask` has to stay the same function as long as the question does.
 */
export function useAnswer<T>(ask: () => Promise<T>, everyMs?: number): Answer<T> {
  const [value, setValue] = useState<T | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const read = useCallback(async () => {
    try {
      setValue(await ask());
      setFailure(null);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setFailure(error.failure);
    }
  }, [ask]);
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- what it sets comes from the server, later
    void read();
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => void read(), everyMs);
    return () => clearInterval(timer);
  }, [read, everyMs]);
  return { value, failure, read };
}
