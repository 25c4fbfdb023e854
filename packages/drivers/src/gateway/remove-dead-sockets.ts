import { readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

/** Removes the sockets that nobody listens on any more: their worker was killed. Those of living runs, of whatever worker, stay. */
export async function removeDeadSockets(directory: string): Promise<void> {
  const names = await readdir(directory).catch((): string[] => []);
  for (const name of names.filter((each) => /^gw-.*\.sock$/.test(each))) {
    const path = join(directory, name);
    if (await isDead(path)) await rm(path, { force: true });
  }
}

const isDead = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    const end = (dead: boolean) => {
      socket.destroy();
      resolve(dead);
    };
    socket.once('connect', () => end(false)).once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED'));
  });
