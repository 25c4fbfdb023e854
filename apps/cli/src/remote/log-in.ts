import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import type { CommandContext } from '../command-context.ts';
import { plainText } from '../output/plain-text.ts';
import { UsageError } from '../usage-error.ts';
import { addressOf, remoteAt } from './find-remote.ts';
import { readLogin, removeLogin, writeLogin } from './login-file.ts';

/** `devteam login`. The token comes with the link, from the environment, from standard input, or is asked for. */
export async function logIn(typed: string, context: CommandContext): Promise<void> {
  const { config, stderr, stdout } = context;
  const address = addressOf(typed);
  const token = (/#token=([\w.-]+)/.exec(typed)?.[1] ?? config.token ?? (await askForToken(context))).trim();
  if (token === '') throw new UsageError('no token was given', { next: `Make one there with \`devteam tokens create\`, then try again.` });
  const { client } = remoteAt(address, token);
  const { name } = await client.call('readMe', {});
  await writeLogin(config.home, { address, token, name });
  stdout.line(`Logged in at ${address} as ${plainText(name)}.`);
  stderr.line('Commands are for that server from now on; `devteam logout` ends it.');
}

async function askForToken({ stderr }: CommandContext): Promise<string> {
  if (!process.stdin.isTTY) return readAll(process.stdin);
  stderr.write('Token: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    stderr.line('');
  }
}

/** `devteam logout`. */
export async function logOut({ config, stdout }: CommandContext): Promise<void> {
  const login = await readLogin(config.home);
  await removeLogin(config.home);
  stdout.line(login ? `Logged out of ${login.address}; commands are for this machine again.` : 'Nobody was logged in.');
}
