import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import type { Sandbox, SandboxDriver } from '../sandbox-port.ts';
import type { BreakOutTargets } from './break-outs.ts';

export interface BreakOutHost {
  readonly targets: BreakOutTargets;
  close(): Promise<void>;
}

const siblingSleepSeconds = 98_765;

/** Sets up what attacks look for: files, ports and sockets of the host, and another sandbox with its own. */
export async function openBreakOutHost(
  driver: SandboxDriver,
  newDirectory: () => Promise<string>,
  engineSocket: string,
): Promise<BreakOutHost> {
  const directory = await newDirectory();
  const hostFile = join(dirname(directory), 'host-file');
  await writeFile(hostFile, 'secret\n', { mode: 0o644 });
  const servers: Server[] = [];
  const listen = async (where: object): Promise<number> => {
    const server = createServer((socket) => socket.on('error', () => {}).end('hello'));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(where, resolve));
    return (server.address() as AddressInfo).port;
  };
  const hostAbstractSocket = `devteam-host-${process.pid}-${performance.now()}`;
  await listen({ path: `\0${hostAbstractSocket}` });
  const hostPort = await listen({ port: 0, host: '::' });

  const siblingDirectory = await newDirectory();
  await mkdir(siblingDirectory);
  await writeFile(join(siblingDirectory, 'theirs'), 'secret\n', { mode: 0o644 });
  const siblingAbstractSocket = `devteam-sibling-${process.pid}-${performance.now()}`;
  const sibling = await driver.create({ id: `sibling/${process.pid}/${performance.now()}`, directory: siblingDirectory });
  const siblingPort = await beSibling(sibling, siblingAbstractSocket);
  return {
    targets: {
      hostFile,
      hostPort,
      hostAddresses: Object.values(networkInterfaces()).flatMap((all) =>
        (all ?? []).filter((one) => !one.internal).map((one) => one.address),
      ),
      hostAbstractSocket,
      hostPid: process.pid,
      siblingDirectory,
      siblingPort,
      siblingAbstractSocket,
      siblingSleepSeconds,
      engineSocket,
    },
    async close() {
      for (const server of servers) server.close();
      await sibling.close();
    },
  };
}

/** Listens, sleeps and shares memory in there; resolves to its port. */
function beSibling(sibling: Sandbox, abstractSocket: string): Promise<number> {
  const script = `
    const { createServer } = require('node:net');
    const server = createServer((socket) => socket.end('hello'));
    require('node:fs').writeFileSync('/dev/shm/theirs', 'secret');
    createServer().listen({ path: String.fromCharCode(0) + process.argv[1] }, () =>
      server.listen(0, '0.0.0.0', () => console.log(server.address().port)));
    require('node:child_process').spawn('sleep', ['${siblingSleepSeconds}', '1']);`;
  return new Promise((resolve, reject) => {
    void sibling
      .run({
        command: ['node', '-e', script, abstractSocket],
        timeoutMs: 600_000,
        onOutput: (stream, text) => (stream === 'stdout' ? resolve(Number(text)) : undefined),
      })
      .then((result) => reject(new Error(`the sibling ended: ${result.outputTail}`)));
  });
}
