import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { digest } from './access-token.ts';

const lifetimeMs = 30 * 24 * 3_600_000;
const mostSessions = 100;

const Stored = z.object({ token: z.string(), sessions: z.record(z.string(), z.number()) });

export interface Sessions {
  /** Differs from home to home: cookies know no ports, and two servers of one machine must not sign each other's people out. */
  cookieName: string;
  /** Answers the id that goes into the cookie; it is stored only as a hash. */
  open(): string;
  isOpen(id: string): boolean;
  close(id: string): void;
}

/**
 * Browser sessions, kept in `<home>/sessions.json` so that a page that is open survives a restart. A new token ends all of them.
 * Servers that share a home see each other's sessions.
 */
export function openSessions(options: { home: string; token: string; now: () => number }): Sessions {
  const path = join(options.home, 'sessions.json');
  const token = digest(`sessions of ${options.token}`).toString('base64url');
  let sessions = new Map<string, number>();
  let readAt = -1;

  const read = () => {
    const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (changedAt === readAt) return;
    readAt = changedAt;
    sessions = new Map();
    if (changedAt === 0) return;
    // A file that cannot be read costs a sign-in, never a start.
    const stored = Stored.safeParse(parseQuietly(readFileSync(path, 'utf8')));
    if (stored.success && stored.data.token === token) sessions = new Map(Object.entries(stored.data.sessions));
  };
  const write = () => {
    const young = [...sessions].filter(([, until]) => until > options.now()).toSorted(([, a], [, b]) => b - a);
    sessions = new Map(young.slice(0, mostSessions));
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, JSON.stringify({ token, sessions: Object.fromEntries(sessions) }), { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
    readAt = statSync(path).mtimeMs;
  };
  const keyOf = (id: string) => digest(id).toString('base64url');

  return {
    cookieName: `devteam_${digest(`cookie of ${options.token}`).toString('hex').slice(0, 8)}`,
    open: () => {
      read();
      const id = randomBytes(32).toString('base64url');
      sessions.set(keyOf(id), options.now() + lifetimeMs);
      write();
      return id;
    },
    isOpen: (id) => {
      read();
      return (sessions.get(keyOf(id)) ?? 0) > options.now();
    },
    close: (id) => {
      read();
      if (sessions.delete(keyOf(id))) write();
    },
  };
}

function parseQuietly(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
