import { listen } from '@devteam/engine/store';

/** Hints of new events in this database, for `followEvents`; after a lost connection everything may be new. */
export const listenTo =
  (databaseUrl: string) =>
  async (onHint: (projectId: string | null) => void): Promise<() => Promise<void>> => {
    const listener = await listen(
      databaseUrl,
      { event: (payload) => onHint(payload.slice(payload.indexOf(' ') + 1)) },
      { onReady: () => onHint(null) },
    );
    return () => listener.close();
  };
