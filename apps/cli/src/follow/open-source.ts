import type { CommandContext } from '../command-context.ts';
import { openForReading } from '../local/open-for-reading.ts';
import { findRemote } from '../remote/find-remote.ts';
import { remoteSource } from '../remote/remote-source.ts';
import { type EventSource, databaseSource } from './event-source.ts';

/** Where the person who types is logged in, else this machine; undefined: nothing was made here yet. */
export async function openSource(context: CommandContext): Promise<{ source: EventSource; close: () => Promise<void> } | undefined> {
  const remote = await findRemote(context);
  if (remote) return { source: remoteSource(remote), close: () => Promise.resolve() };
  const database = await openForReading(context);
  return database && { source: databaseSource(database), close: () => database.close() };
}
