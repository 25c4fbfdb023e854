import { type Event, noticeOf } from '@devteam/api';
import {
  type DeliveryRow,
  type WebhookRow,
  claimDeliveries,
  collectDeliveries,
  endTry,
  findProject,
  findWebhook,
  forgetDeliveries,
  listLagging,
  noteTry,
  readEvents,
} from '@devteam/engine/store';
import type { Pool } from 'pg';
import type { Log } from '../log.ts';
import { delayAfter, mostFailures } from './delay.ts';
import type { PostNotice, Posted } from './post-notice.ts';
import { signatureOf } from './signature.ts';
import { webhookBody } from './webhook-body.ts';

export interface WebhookSender {
  close(): Promise<void>;
}

const everyMs = 1000;
const sweepMs = 3_600_000;
const atOnce = 8;
/** Longer than all that are taken at once may take one after the other. */
const claimSeconds = 120;
const keepDays = 30;
const gone = 410;

/**
 * Tells addresses what happened, of stored events: each at least once, from where it was left, whichever process of the server does it.
 * Several may run; what one has taken the others leave alone.
 */
export function startWebhookSender(parts: {
  pool: Pool;
  post: PostNotice;
  log: Log;
  now?: () => number;
  random?: () => number;
}): WebhookSender {
  const { log, now = Date.now, pool, post, random = Math.random } = parts;
  let isClosing = false;
  let timer: NodeJS.Timeout | undefined;
  let sweptAt = 0;

  const turn = async (): Promise<void> => {
    for (const lagging of await listLagging(pool, 50)) await collectDeliveries(pool, lagging);
    for (;;) {
      const due = await claimDeliveries(pool, { limit: atOnce, claimSeconds });
      await Promise.all(byWebhook(due).map((deliveries) => deliverInOrder({ pool, post, now, random }, deliveries)));
      if (due.length < atOnce || isClosing) break;
    }
    if (now() - sweptAt < sweepMs) return;
    sweptAt = now();
    await forgetDeliveries(pool, keepDays);
  };
  let running: Promise<void> = Promise.resolve();
  const plan = () => {
    if (isClosing) return;
    timer = setTimeout(() => {
      running = turn()
        .catch((error: unknown) => log('warn', `Webhooks are looked at again: ${error instanceof Error ? error.message : String(error)}`))
        .finally(plan);
    }, everyMs);
    timer.unref();
  };
  plan();
  return {
    close: async () => {
      isClosing = true;
      clearTimeout(timer);
      await running;
    },
  };
}

interface Parts {
  pool: Pool;
  post: PostNotice;
  now: () => number;
  random: () => number;
}

const byWebhook = (due: readonly DeliveryRow[]): DeliveryRow[][] => [...Map.groupBy(due, ({ webhookId }) => webhookId).values()];

/** One address hears of things in the order in which they happened, and does not wait for another one. What it fails to take comes again later. */
async function deliverInOrder(parts: Parts, deliveries: readonly DeliveryRow[]): Promise<void> {
  for (const delivery of deliveries) await deliver(parts, delivery);
}

async function deliver(parts: Parts, delivery: DeliveryRow): Promise<void> {
  const { pool, random } = parts;
  const { deliveryId, projectId, seq, tries, webhookId } = delivery;
  const [webhook, project, [event]] = await Promise.all([
    findWebhook(pool, webhookId),
    findProject(pool, projectId),
    readEvents(pool, projectId, { after: seq - 1, limit: 1 }),
  ]);
  if (!webhook || !project) return;
  const notice = event?.seq === seq ? noticeOf(event) : undefined;
  if (!event || !notice) {
    await endTry(pool, deliveryId, { delivered: false, answered: null, why: 'the event is not kept any more', nextMs: null });
    return;
  }
  const telling = { deliveryId, webhookId, customerId: project.customerId, projectName: project.name, notice, event };
  const posted = await postSigned(parts, webhook, { deliveryId, kind: notice.kind, body: webhookBody(webhook.format, telling) });
  const nextMs = delayAfter(tries, random());
  await endTry(pool, deliveryId, { delivered: posted.delivered, answered: posted.answered, why: posted.why, nextMs });
  const disable = posted.answered === gone ? 'it answered 410: it wants nothing more' : null;
  await noteTry(pool, webhookId, { delivered: posted.delivered, disable, mostFailures });
}

const postSigned = (
  { now, post }: Pick<Parts, 'now' | 'post'>,
  { secret, url }: Pick<WebhookRow, 'secret' | 'url'>,
  { body, deliveryId, kind }: { body: string; deliveryId: string; kind: string },
): Promise<Posted> =>
  post(url, body, {
    'user-agent': 'DevTeam',
    'devteam-event': kind,
    'devteam-delivery': deliveryId,
    'devteam-signature': signatureOf(secret, body, now()),
  });

/** Something made up, sent at once and to nobody's account: whether it arrives is all that is wanted to know. */
export async function tryWebhook(post: PostNotice, webhook: WebhookRow): Promise<Posted> {
  const event: Event = {
    type: 'task-list-update',
    ts: new Date().toISOString(),
    projectId: webhook.projectId ?? 'example/project',
    seq: 1,
    payload: { executionId: 'none', taskListPath: null, dialect: null, commit: '', tasks: [], diagnostics: [] },
  };
  const notice = {
    kind: 'task_list_updated',
    level: 'info',
    title: 'This is a test',
    text: `DevTeam can reach ${webhook.name}; nothing has happened`,
  } as const;
  const telling = {
    deliveryId: 'test',
    webhookId: webhook.webhookId,
    customerId: webhook.customerId ?? 'example',
    projectName: 'DevTeam',
    notice,
    event,
  };
  return postSigned({ now: Date.now, post }, webhook, { deliveryId: 'test', kind: 'test', body: webhookBody(webhook.format, telling) });
}
