import { createServer } from 'node:net';
import { CodedError } from '@devteam/api';

/** Told before anything is started, and not after the first half minute of it. */
export async function requireFreePort({ host, port }: { host: string; port: number }): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen({ host, port }, resolve);
  }).catch((error: unknown) => {
    throw portError(error, host, port);
  });
  await new Promise((resolve) => void probe.close(resolve));
}

export function portError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const place = `${host}:${port}`;
  if (code === 'EADDRINUSE') {
    const why = `something listens on port ${port} of ${host} already; it may be DevTeam itself: see \`devteam status\``;
    return new CodedError('port_in_use', { why, place }, { cause: error });
  }
  if (code === 'EACCES') return new CodedError('port_in_use', { why: `port ${port} is kept for the system`, place }, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new CodedError('usage', { why: `${host} is no address of this machine`, place }, { cause: error });
  return error;
}
