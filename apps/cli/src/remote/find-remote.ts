import { type Client, CodedError, RequestProblem, createClient, findErrorCode } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import { UsageError } from '../usage-error.ts';
import { readLogin } from './login-file.ts';

export interface Remote {
  /** Without a path. */
  address: string;
  client: Client;
}

/** Whether `error` says that nobody answered there, as against what was answered. */
const isUnreachable = (error: unknown): boolean => error instanceof TypeError || (error as { name?: unknown }).name === 'TimeoutError';

/** A server, asked by the typed client; what it refuses is thrown as if it had happened here. */
export function remoteAt(address: string, token: string): Remote {
  const client = createClient({ baseUrl: address, headers: () => ({ authorization: `Bearer ${token}` }) });
  const callTagged: Client['callTagged'] = async (...asked) => {
    try {
      return await client.callTagged(...asked);
    } catch (error) {
      throw known(error, address);
    }
  };
  return { address, client: { callTagged, call: async (...asked) => (await callTagged(...asked)).answer } };
}

function known(error: unknown, address: string): unknown {
  if (isUnreachable(error)) return new CodedError('remote_unreachable', { place: address }, { cause: error });
  if (!(error instanceof RequestProblem)) return error;
  const { allowed, code, evidence, place, tried, why } = error.problem;
  const parts = { why, tried, ...(place === null ? {} : { place }), ...(evidence === null ? {} : { evidence }) };
  if (code === 'unauthorized') return new CodedError('login_refused', { ...parts, place: address }, { cause: error });
  return new CodedError(findErrorCode({ code }) ?? 'unexpected', parts, { cause: error, ...(allowed ? { allowed } : {}) });
}

/** The server that commands are for: of `--server` or DEVTEAM_SERVER, else where somebody is logged in. Undefined: this machine. */
export async function findRemote({ config, server }: CommandContext): Promise<Remote | undefined> {
  const login = await readLogin(config.home);
  const address = server.address ?? config.server;
  if (address === undefined) return login && remoteAt(login.address, login.token);
  const origin = addressOf(address);
  const token = config.token ?? (login?.address === origin ? login.token : undefined);
  if (token === undefined)
    throw new UsageError(`nobody is logged in at ${origin}`, { next: `Log in with \`devteam login ${origin}\`, or set DEVTEAM_TOKEN.` });
  return remoteAt(origin, token);
}

/** Scheme, host and port of what was typed. Throws `usage`. */
export function addressOf(typed: string): string {
  const text = /^[a-z]+:\/\//i.test(typed) ? typed : `http://${typed}`;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new UsageError(`«${typed}» is no address of a server`, {
      next: 'Give it as `devteam up` says it, such as http://127.0.0.1:4310.',
    });
  return new URL(text).origin;
}

/** For commands that read the database of this machine: asked about another server they would answer for the wrong one. */
export async function refuseRemote(context: CommandContext): Promise<void> {
  const remote = await findRemote(context);
  if (!remote) return;
  throw new UsageError(`this command reads the database of this machine, and commands are for ${remote.address}`, {
    what: 'This is not done from afar',
    next: 'See it on the page there, or type `devteam logout` first to mean this machine.',
  });
}
