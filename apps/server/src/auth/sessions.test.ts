import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSessions } from './sessions.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'devteam-sessions-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const day = 24 * 3_600_000;

describe('openSessions', () => {
  test('outlive the server, are seen by another one of the same home, and end with the token', () => {
    const sessions = openSessions({ home, token: 'one', now: () => 0 });
    const beside = openSessions({ home, token: 'one', now: () => 0 });
    const id = sessions.open();
    expect([sessions.isOpen(id), beside.isOpen(id), sessions.isOpen('other')]).toEqual([true, true, false]);
    expect(openSessions({ home, token: 'one', now: () => 0 }).isOpen(id)).toBe(true);
    expect(openSessions({ home, token: 'two', now: () => 0 }).isOpen(id)).toBe(false);
    expect(statSync(join(home, 'sessions.json')).mode & 0o777).toBe(0o600);
  });

  test('end after thirty days, or when they are closed', () => {
    let now = 0;
    const sessions = openSessions({ home, token: 'one', now: () => now });
    const [old, closed] = [sessions.open(), sessions.open()];
    sessions.close(closed);
    expect([sessions.isOpen(old), sessions.isOpen(closed)]).toEqual([true, false]);
    now = 30 * day - 1;
    expect(sessions.isOpen(old)).toBe(true);
    now = 30 * day;
    expect(sessions.isOpen(old)).toBe(false);
  });

  test('the hundred newest are kept', () => {
    let now = 0;
    const sessions = openSessions({ home, token: 'one', now: () => now });
    const ids = Array.from({ length: 120 }, () => {
      now += 1;
      return sessions.open();
    });
    expect(ids.map((id) => sessions.isOpen(id))).toEqual([
      ...Array.from({ length: 20 }, () => false),
      ...Array.from({ length: 100 }, () => true),
    ]);
  });

  test.each(['', '{', '[]', '{"token":1}'])('a file that holds %j costs a sign-in and no more', (text) => {
    writeFileSync(join(home, 'sessions.json'), text);
    chmodSync(join(home, 'sessions.json'), 0o600);
    const sessions = openSessions({ home, token: 'one', now: () => 0 });
    expect(sessions.isOpen('any')).toBe(false);
    expect(sessions.isOpen(sessions.open())).toBe(true);
  });

  test('the cookie of another home has another name', () => {
    const nameOf = (token: string) => openSessions({ home, token, now: () => 0 }).cookieName;
    expect(nameOf('one')).toMatch(/^devteam_[\da-f]{8}$/);
    expect(nameOf('one')).not.toBe(nameOf('two'));
  });
});
