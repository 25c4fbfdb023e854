import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Whether nobody listens on this port of 127.0.0.1 now; another program may still be faster than we are. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A free port that is likely to stay ours: below the range from which systems take the ports of outgoing connections. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = randomInt(15_433, 32_000);
    if (await isPortFree(port)) return port;
  }
  throw new Error('none of 50 ports between 15433 and 32000 on 127.0.0.1 is free, or listening is forbidden here');
}
