import type { Failure } from '@devteam/api';
import { useState } from 'react';
import { RequestFailed } from '../../http/request-failure.ts';

export interface Command {
  pending: boolean;
  failure: Failure | null;
  /** A second call while one is under way does nothing. */
  give(): Promise<void>;
  forget(): void;
}

/** One gesture, one request; what the server refuses is shown, and the state itself comes by the stream. */
export function useCommand(request: () => Promise<unknown>): Command {
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const give = async () => {
    if (pending) return;
    setPending(true);
    setFailure(null);
    try {
      await request();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setFailure(error.failure);
    } finally {
      setPending(false);
    }
  };
  return { pending, failure, give, forget: () => setFailure(null) };
}
