import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

export interface Relay {
  /** Of loopback; 0 if it listens on a unix socket. */
  readonly port: number;
  close(): void;
}

const mostConnections = 256;

/**
 * Listens at one place and passes each connection on to another, bytes as they are, until one of the two ends it. Where to is asked
 * for each; undefined refuses it. Rejects if it cannot listen.
 */
export function openRelay(options: { listen: { port: number } | { path: string }; target: () => string | undefined }): Promise<Relay> {
  const open = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (near) => {
    const path = options.target();
    if (path === undefined) {
      near.destroy();
      return;
    }
    const far = connect({ path, allowHalfOpen: true });
    for (const socket of [near, far]) {
      open.add(socket);
      socket
        .on('error', () => {})
        .once('close', () => {
          open.delete(socket);
          (socket === near ? far : near).destroy();
        });
    }
    near.pipe(far).pipe(near);
  });
  server.maxConnections = mostConnections;
  const { listen } = options;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(
      'port' in listen ? { port: listen.port, host: '127.0.0.1' } : { path: listen.path, writableAll: true, readableAll: true },
      () => {
        resolve({
          port: 'port' in listen ? (server.address() as AddressInfo).port : 0,
          close() {
            server.close();
            for (const socket of open) socket.destroy();
          },
        });
      },
    );
  });
}
