import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CodedError, type Role, roles } from '@devteam/api';
import type { HostSettings } from './auth/host-adapter.ts';

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
  web: WebSettings;
}

/** How the server is known to others. */
export interface WebSettings {
  /** Names under which a proxy in front makes it known; that proxy is believed who asks. */
  publicNames: ReadonlySet<string>;
  /** Pages of other origins that may use the API with a token or a ticket. */
  origins: ReadonlySet<string>;
  /** Hosts of private networks that webhooks may go to; public ones always may. */
  webhookHosts?: ReadonlySet<string>;
  /** The host application whose tokens are taken. */
  host?: HostSettings;
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

const words = z
  .string()
  .default('')
  .transform(
    (text) =>
      new Set(
        text
          .toLowerCase()
          .split(',')
          .map((each) => each.trim())
          .filter((each) => each !== ''),
      ),
  );

/** `theirs=ours`, several with commas between. */
const roleNames = z
  .string()
  .default('')
  .transform((text, context) => {
    const names = new Map<string, Role>();
    for (const part of text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')) {
      const [theirs = '', ours] = part.split('=');
      const role = roles.find((each) => each === ours);
      if (role) names.set(theirs, role);
      else context.addIssue({ code: 'custom', message: `must be theirs=ours, where ours is one of ${roles.join(', ')}` });
    }
    return names;
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
  DEVTEAM_PUBLIC_NAMES: words,
  DEVTEAM_ORIGINS: words,
  DEVTEAM_WEBHOOK_HOSTS: words,
  DEVTEAM_HOST_JWKS_URL: z.url().optional(),
  DEVTEAM_HOST_VERIFY_URL: z.url().optional(),
  DEVTEAM_HOST_ISSUER: z.string().optional(),
  DEVTEAM_HOST_AUDIENCE: z.string().optional(),
  DEVTEAM_HOST_ROLES: roleNames,
  DEVTEAM_HOST_ROLE_CLAIM: z.string().default('role'),
  DEVTEAM_HOST_CUSTOMERS_CLAIM: z.string().default('customers'),
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
    web: webOf(parsed.data),
  };
}

function webOf(given: z.infer<typeof Environment>): WebSettings {
  const web = { publicNames: given.DEVTEAM_PUBLIC_NAMES, origins: given.DEVTEAM_ORIGINS, webhookHosts: given.DEVTEAM_WEBHOOK_HOSTS };
  const { DEVTEAM_HOST_AUDIENCE: audience, DEVTEAM_HOST_ISSUER: issuer, DEVTEAM_HOST_JWKS_URL: jwksUrl } = given;
  const verifyUrl = given.DEVTEAM_HOST_VERIFY_URL;
  if (jwksUrl === undefined && verifyUrl === undefined) return web;
  const host: HostSettings = {
    roles: given.DEVTEAM_HOST_ROLES,
    roleClaim: given.DEVTEAM_HOST_ROLE_CLAIM,
    customersClaim: given.DEVTEAM_HOST_CUSTOMERS_CLAIM,
    ...(jwksUrl === undefined ? {} : { jwksUrl }),
    ...(verifyUrl === undefined ? {} : { verifyUrl }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  return { ...web, host };
}
