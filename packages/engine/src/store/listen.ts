import { Client } from 'pg';
import { type Channel, channels } from './channels.ts';

export interface Listener {
  close(): Promise<void>;
}

const retryMs = 250;
const connectWithinMs = 5000;

async function closeQuietly(client: Client): Promise<void> {
  try {
    await client.end();
  } catch {
    // It was broken already, which is why it is closed.
  }
}

/**
 * Follows notifications on a connection of its own and comes back by itself when the database does. `onReady` is called after each
 * (re)connection, because what was announced in between is lost: look at the rows then.
 */
export async function listen(
  databaseUrl: string,
  handlers: Partial<Record<Channel, (payload: string) => void>>,
  options: { onReady?: () => void; onLost?: (error: Error) => void } = {},
): Promise<Listener> {
  const byName = new Map(Object.entries(handlers).map(([channel, handler]) => [channels[channel as Channel] as string, handler]));
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const connect = async () => {
    const fresh = new Client({
      connectionString: databaseUrl,
      application_name: 'devteam listener',
      keepAlive: true,
      connectionTimeoutMillis: connectWithinMs,
    });
    // Until it listens, a failure is thrown; both at once would double the tries at each turn, thousands within seconds.
    let isFollowing = false;
    const lose = (error: Error) => {
      if (!isFollowing || closed) return;
      isFollowing = false;
      options.onLost?.(error);
      void closeQuietly(fresh);
      again();
    };
    fresh.on('error', lose);
    fresh.on('end', () => lose(new Error('The database closed the connection')));
    fresh.on('notification', (message) => byName.get(message.channel)?.(message.payload ?? ''));
    client = fresh;
    try {
      await fresh.connect();
      for (const name of byName.keys()) await fresh.query(`listen ${name}`);
    } catch (error) {
      void closeQuietly(fresh);
      throw error;
    }
    isFollowing = true;
    options.onReady?.();
  };
  const again = () => {
    timer = setTimeout(() => {
      connect().catch((error: unknown) => {
        options.onLost?.(error instanceof Error ? error : new Error(String(error)));
        if (!closed) again();
      });
    }, retryMs);
  };

  await connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      if (client) await closeQuietly(client);
    },
  };
}
