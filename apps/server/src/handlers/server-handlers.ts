import type { Health, Routes } from '@devteam/api';
import { describeApi } from '../http/openapi.ts';
import type { Call, Handlers } from './handler.ts';

type ServerRoutes = Pick<Routes, 'readHealth' | 'readDescription' | 'probe' | 'probeToo'>;

export interface ServerParts {
  readHealth: () => Promise<Health>;
  version: string;
  cookieName: string;
}

export function serverHandlers({ cookieName, readHealth, version }: ServerParts): Handlers<ServerRoutes> {
  const description = describeApi({ version, cookieName });
  const probe = async (_input: unknown, { reply }: Call) => {
    const { status } = await readHealth();
    reply.code(status === 'down' ? 503 : 200);
    return status;
  };
  return {
    readHealth: () => readHealth(),
    readDescription: async () => ({ openapi: '3.1.0', ...description }),
    probe,
    probeToo: probe,
  };
}
