import type { Routes } from '@devteam/api';
import { listAudit } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { reachOf } from '../auth/caller.ts';
import { readPatiently } from '../connection-errors.ts';
import { cursorOf, isNumber, readCursor } from '../http/cursor.ts';
import type { Handlers } from './handler.ts';

/** Who asked what, and when; the audit is nobody's tenant's table, so each query says itself which places it may be about. */
export const auditHandlers = (pool: Pool): Handlers<Pick<Routes, 'listAudit'>> => ({
  listAudit: async ({ query: { cursor, limit, ...filter } }, { caller }) => {
    const [before = null] = readCursor(cursor, isNumber) ?? [];
    const sight = reachOf(caller, 'audit.read');
    const found = await readPatiently(() => listAudit(pool, { ...filter, sight, before, limit: limit + 1 }));
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items, next: found.length > items.length && last ? cursorOf([Number(last.auditId)]) : null };
  },
});
