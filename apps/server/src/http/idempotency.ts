import { setTimeout as sleep } from 'node:timers/promises';
import { claimAnswer, dropAnswer, keepAnswer } from '@devteam/engine/store';
import type { Pool } from 'pg';
import { digest } from '../auth/access-token.ts';
import { RequestRefused } from './problem.ts';

export interface Answered {
  status: number;
  /** JSON. */
  body: string | null;
}

/** What makes two requests the same one: who asks, the key, and everything that was asked. */
export interface RepeatableRequest {
  caller: string;
  key: string;
  content: string;
}

const patienceMs = 5000;
const lookMs = 50;
/** Of these a second try may come out otherwise. */
const isFinal = (status: number) => status < 500 && status !== 429 && status !== 401;

/**
 * Answers a request once, however often it comes: a repetition within 24 hours gets the stored answer. Of copies that come together the
 * later ones wait for the first. The same key with something else is refused.
 */
export async function answerOnce(
  pool: Pool,
  request: RepeatableRequest,
  answer: () => Promise<Answered>,
): Promise<Answered & { isReplayed: boolean }> {
  const hash = digest(request.content);
  const key = { caller: request.caller, key: request.key };
  const until = performance.now() + patienceMs;
  for (;;) {
    const stored = await claimAnswer(pool, { ...key, request: hash });
    if (!stored) break;
    if (!stored.request.equals(hash)) throw new RequestRefused('idempotency_key_reused', {}, { field: 'headers.idempotency-key' });
    if (stored.status !== null) return { status: stored.status, body: stored.body, isReplayed: true };
    if (performance.now() > until) throw new RequestRefused('request_under_way', {}, { retryAfterSeconds: 1 });
    await sleep(lookMs);
  }
  try {
    const answered = await answer();
    await (isFinal(answered.status) ? keepAnswer(pool, key, answered) : dropAnswer(pool, key));
    return { ...answered, isReplayed: false };
  } catch (error) {
    await dropAnswer(pool, key).catch(() => undefined);
    throw error;
  }
}
