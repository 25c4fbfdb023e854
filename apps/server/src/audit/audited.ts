import { type AuditKind, type Place, findActionKind, findErrorCode } from '@devteam/api';
import { type NewAuditEntry, addAuditEntry, closeAuditEntry } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { readPatiently } from '../connection-errors.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A request that is to be found again. */
export interface AskedThing {
  requestId: string;
  who: Pick<NewAuditEntry, 'userId' | 'person' | 'via'>;
  /** Name of a row of the table of routes. */
  action: string;
  place: Place;
  params?: unknown;
  query?: unknown;
  body?: unknown;
}

export interface Told {
  /** Where it is, if the request itself does not say so. */
  place?: Place;
  before?: unknown;
  after?: unknown;
}

/**
 * Carries something out so that it is found again: it is written down before it begins, and what came of it after. What is no change is only
 * carried out. `answer` may say what it was before and became.
 */
export async function audited<T>(pool: Pool, asked: AskedThing, answer: (tell: (told: Told) => void) => Promise<T>): Promise<T> {
  const kind = findActionKind(asked.action);
  if (kind === null) return answer(() => undefined);
  const entry = entryOf(asked, kind);
  await readPatiently(() => addAuditEntry(pool, entry));
  const told: Told = {};
  const close = (outcome: string) =>
    // What was done is done: an entry that stays open says that its outcome is not known.
    closeAuditEntry(pool, entry.requestId, {
      outcome,
      place: told.place,
      before: withoutSecrets(told.before),
      after: withoutSecrets(told.after),
    }).catch(() => undefined);
  try {
    const answered = await answer((more) => Object.assign(told, more));
    await close('done');
    return answered;
  } catch (error) {
    await close(findErrorCode(error) ?? 'unexpected');
    throw error;
  }
}

function entryOf({ action, body, params, place, query, requestId, who }: AskedThing, kind: AuditKind): NewAuditEntry {
  const request = withoutSecrets({ ...(params as object), ...(query as object), ...(body as object) }) as Record<string, unknown>;
  const { customerId, projectId } = { ...request, ...definedIn(place) } as Record<string, unknown>;
  return {
    requestId,
    ...who,
    action,
    kind,
    customerId: textOrNull(customerId),
    projectId: textOrNull(projectId),
    subject: subjectOf(request),
    request,
  };
}

const definedIn = (place: Place) => Object.fromEntries(Object.entries(place).filter(([, id]) => id !== null));
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const subjects = [
  'subject',
  'task',
  'taskKey',
  'taskId',
  'injectionId',
  'reviewId',
  'userId',
  'tokenId',
  'sessionId',
  'webhookId',
  'email',
  'name',
];
const subjectOf = (request: Record<string, unknown>): string | null =>
  textOrNull(subjects.map((name) => request[name]).find((value) => typeof value === 'string'));
