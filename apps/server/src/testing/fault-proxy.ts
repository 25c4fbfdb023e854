import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

export interface FaultProxy {
  /** In place of the server's own. */
  port: number;
  /** Cuts every line that goes through it now, in the middle of whatever is on its way. */
  cut(): void;
  lines(): number;
  close(): Promise<void>;
}

/** Passes TCP on to a port of this machine, and breaks lines when it is told to. */
export async function openFaultProxy(target: number): Promise<FaultProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((inner) => {
    const outer = connect(target, '127.0.0.1');
    const pair = [inner, outer] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const each of pair) each.destroy();
      });
    }
    inner.pipe(outer).pipe(inner);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const [inner, outer] of pairs) {
      inner.resetAndDestroy();
      outer.resetAndDestroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    lines: () => pairs.size,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
