import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/** A line to a server that can be cut and mended from outside: neither end is told beforehand. */
export interface Cable {
  /** The same address behind this line. */
  through(address: string): string;
  /** Every connection breaks, and none can be made. */
  cut(): void;
  mend(): void;
  remove(): Promise<void>;
}

export async function layCable(target: string): Promise<Cable> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isWhole = true;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((browser) => {
    keep(browser);
    if (!isWhole) {
      browser.resetAndDestroy();
      return;
    }
    const product = connect(Number(port), hostname);
    keep(product);
    browser.pipe(product).pipe(browser);
    browser.once('close', () => product.destroy());
    product.once('close', () => browser.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = String((server.address() as AddressInfo).port);
  const breakAll = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    through: (address) => {
      const url = new URL(address);
      url.port = own;
      return url.href;
    },
    cut: () => {
      isWhole = false;
      breakAll();
    },
    mend: () => {
      isWhole = true;
    },
    remove: async () => {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
