import { connectLive } from '@devteam/api';
import type { EventSource } from '../follow/event-source.ts';
import type { Remote } from './find-remote.ts';

/** The same over HTTP; the live stream only says that there is something to read, so one that breaks costs a second and nothing else. */
export function remoteSource({ address, client }: Remote): EventSource {
  const query = (wanted: Record<string, string | number | undefined>) =>
    Object.fromEntries(Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  const readViews: EventSource['readViews'] = async (projectIds) => {
    const { projects } = await client.call('listProjects', {});
    return projects.filter(({ projectId }) => projectIds?.includes(projectId) !== false);
  };
  const read = async (projectId: string, wanted: Record<string, string | number | undefined>) =>
    (await client.call('listEvents', { params: { projectId }, query: query(wanted) })).events;
  return {
    listProjects: async () => (await readViews()).map(({ name, projectId }) => ({ id: projectId, name })),
    readViews,
    readPosition: async (projectId) => (await readViews([projectId]))[0]?.seq ?? 0,
    readAfter: read,
    readBefore: read,
    listen: (onHint) => {
      const live = connectLive({
        url: `${address.replace(/^http/, 'ws')}/ws/devteam`,
        getTicket: async () => (await client.call('makeTicket', { body: {} })).ticket,
        onEvent: ({ projectId }) => onHint(projectId),
        onSnapshot: ({ projectId }) => onHint(projectId),
      });
      return Promise.resolve(() => {
        live.close();
        return Promise.resolve();
      });
    },
    name: address,
  };
}
