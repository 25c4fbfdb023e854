import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CodedError } from '@devteam/api';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface GitLogin {
  username?: string;
  secret: string;
}

export interface Config {
  /** Absolute. */
  home: string;
  /** Absent: the embedded PostgreSQL. */
  databaseUrl?: string;
  http: { host: string; port: number };
  slots: number;
  logLevel: LogLevel;
  /** Logins for Git hosts, by host name. */
  gitLogins: ReadonlyMap<string, GitLogin>;
}

/** `host=token` or `host=user:token`, several with commas between. An error never repeats what was given: it may be a token. */
const gitLogins = z.string().transform((text, context) => {
  const logins = new Map<string, GitLogin>();
  for (const part of text.split(',').map((each) => each.trim())) {
    const match = /^([a-z0-9.-]+(?::\d+)?)=(?:([^:\s]+):)?(\S+)$/i.exec(part);
    const [, host, username, secret] = match ?? [];
    if (host && secret) logins.set(host.toLowerCase(), username ? { username, secret } : { secret });
    else context.addIssue({ code: 'custom', message: 'must be host=token or host=user:token, several with commas between' });
  }
  return logins;
});

const wholeNumber = (from: number, to: number) => z.coerce.number().int().min(from).max(to);

const Environment = z.object({
  DEVTEAM_HOME: z
    .string()
    .optional()
    .transform((value) => resolve(value ?? join(homedir(), '.devteam'))),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be an address that begins with postgresql://' }).optional(),
  DEVTEAM_HOST: z.string().default('127.0.0.1'),
  DEVTEAM_PORT: wholeNumber(0, 65_535).default(4310),
  DEVTEAM_SLOTS: wholeNumber(0, 256).default(5),
  DEVTEAM_LOG_LEVEL: z.enum(logLevels).default('info'),
  DEVTEAM_GIT_TOKENS: gitLogins.optional(),
});

/** Reads the environment once; everything after this receives values. A variable set to nothing counts as absent. Throws `usage`. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const known = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(known);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new CodedError('usage', { why: `the environment cannot be used: ${problems.join('; ')}` });
  }
  const { DATABASE_URL, DEVTEAM_GIT_TOKENS, DEVTEAM_HOME, DEVTEAM_HOST, DEVTEAM_LOG_LEVEL, DEVTEAM_PORT, DEVTEAM_SLOTS } = parsed.data;
  return {
    home: DEVTEAM_HOME,
    ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
    http: { host: DEVTEAM_HOST, port: DEVTEAM_PORT },
    slots: DEVTEAM_SLOTS,
    logLevel: DEVTEAM_LOG_LEVEL,
    gitLogins: DEVTEAM_GIT_TOKENS ?? new Map(),
  };
}
