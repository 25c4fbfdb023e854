import type { Failure } from '@devteam/api';
import { useState } from 'react';
import { RequestFailed } from '../../http/request-failure.ts';

export interface Command<Given extends readonly unknown[] = []> {
  pending: boolean;
  failure: Failure | null;
  /** A second call while one is under way does nothing. */
  give(...given: Given): Promise<void>;
  forget(): void;
}

/** One gesture, one request; what the server refuses is shown, and the state itself comes by the stream. */
export function useCommand<Given extends readonly unknown[] = []>(request: (...given: Given) => Promise<unknown>): Command<Given> {
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const give = async (...given: Given) => {
    if (pending) return;
    setPending(true);
    setFailure(null);
    try {
      await request(...given);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setFailure(error.failure);
    } finally {
      setPending(false);
    }
  };
  return { pending, failure, give, forget: () => setFailure(null) };
}
