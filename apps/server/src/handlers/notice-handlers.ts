import { CodedError, type NoticeSettings, type Place, type Routes, allows, usualNoticeSettings } from '@devteam/api';
import {
  type WebhookRow,
  addWebhook,
  changeWebhook,
  deliverAgain,
  deliveryView,
  findNoticeSettings,
  findPlace,
  findWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  saveNoticeSettings,
  webhookView,
} from '@devteam/engine/store';
import type { Pool } from 'pg';
import type { Caller } from '../auth/caller.ts';
import { requirePlace } from '../auth/places.ts';
import { newId, newSecret } from '../auth/secrets.ts';
import { readPatiently } from '../connection-errors.ts';
import { cursorOf, isNumber, readCursor } from '../http/cursor.ts';
import { RequestRefused } from '../http/problem.ts';
import { type PostNotice, refusalOf } from '../webhooks/post-notice.ts';
import { tryWebhook } from '../webhooks/webhook-sender.ts';
import type { Call, Handlers } from './handler.ts';

type NoticeRoutes = Pick<
  Routes,
  | 'readNoticeSettings'
  | 'saveNoticeSettings'
  | 'listWebhooks'
  | 'addWebhook'
  | 'findWebhook'
  | 'changeWebhook'
  | 'removeWebhook'
  | 'renewWebhookSecret'
  | 'testWebhook'
  | 'listDeliveries'
  | 'redeliver'
>;

export interface NoticeParts {
  pool: Pool;
  post: PostNotice;
  /** Within private networks, and welcome all the same. */
  privateHosts: ReadonlySet<string>;
}

/** What people and other systems are told while nobody looks. A webhook that the caller may not set up is not there. */
export function noticeHandlers({ pool, post, privateHosts }: NoticeParts): Handlers<NoticeRoutes> {
  const settingsOf = async (caller: Caller): Promise<NoticeSettings> =>
    (await readPatiently(() => findNoticeSettings(pool, caller.userId))) ?? usualNoticeSettings;
  const requireWebhook = async (webhookId: string, { caller, tell }: Call): Promise<WebhookRow> => {
    const row = await readPatiently(() => findWebhook(pool, webhookId));
    const place = row && (await placeOf(pool, row));
    if (!row || !place || !allows(caller, 'config.write', place)) throw noSuchWebhook(webhookId);
    tell({ place });
    return row;
  };
  const requireAddress = (url: string) => {
    const why = refusalOf(url, privateHosts);
    if (why !== null) throw new RequestRefused('webhook_address_refused', { why, place: url }, { field: 'body.url' });
  };

  return {
    readNoticeSettings: (_input, { caller }) => settingsOf(caller),
    saveNoticeSettings: async ({ body: { kinds, mutedProjects, system } }, { caller, requireMatch }) => {
      requireMatch(await settingsOf(caller));
      const settings = { kinds: [...new Set(kinds)], system, mutedProjects };
      await saveNoticeSettings(pool, caller.userId, settings);
      return settings;
    },
    listWebhooks: async ({ query: { customerId, projectId } }, { caller }) => {
      const rows = await readPatiently(() => listWebhooks(pool));
      const wanted = rows.filter(
        (row) => (customerId === undefined || row.customerId === customerId) && (projectId === undefined || row.projectId === projectId),
      );
      const places = await Promise.all(wanted.map((row) => placeOf(pool, row)));
      return { items: wanted.filter((_row, at) => allows(caller, 'config.write', places[at] ?? everywhere)).map(webhookView) };
    },
    addWebhook: async ({ body: { customerId, format, kinds, name, projectId, url } }, { caller, tell }) => {
      const place = await requirePlace(pool, caller, { customerId, projectId });
      if (!allows(caller, 'config.write', place))
        throw new RequestRefused('forbidden', { why: 'none of your roles has config.write there' });
      tell({ place });
      requireAddress(url);
      const secret = newSecret('dvw_');
      const webhookId = newId();
      const about = { webhookId, customerId: place.customerId, projectId, name, url, kinds: [...new Set(kinds)], format };
      await addWebhook(pool, { ...about, secret, madeBy: caller.name });
      const row = await findWebhook(pool, webhookId);
      if (!row) throw noSuchWebhook(webhookId);
      return { ...webhookView(row), secret };
    },
    findWebhook: async ({ params: { webhookId } }, call) => webhookView(await requireWebhook(webhookId, call)),
    changeWebhook: async ({ body: { enabled, format, kinds, name, url }, params: { webhookId } }, call) => {
      await requireWebhook(webhookId, call);
      if (url !== undefined) requireAddress(url);
      const change = Object.entries({ enabled, format, kinds, name, url }).filter(([, value]) => value !== undefined);
      const row = await changeWebhook(pool, webhookId, Object.fromEntries(change), call.requireMatch);
      if (!row) throw noSuchWebhook(webhookId);
      return webhookView(row);
    },
    removeWebhook: async ({ params: { webhookId } }, call) => {
      await requireWebhook(webhookId, call);
      await removeWebhook(pool, webhookId);
      return undefined;
    },
    renewWebhookSecret: async ({ params: { webhookId } }, call) => {
      await requireWebhook(webhookId, call);
      const secret = newSecret('dvw_');
      await changeWebhook(pool, webhookId, { secret }, () => undefined);
      return { secret };
    },
    testWebhook: async ({ params: { webhookId } }, call) => tryWebhook(post, await requireWebhook(webhookId, call)),
    listDeliveries: async ({ params: { webhookId }, query: { cursor, limit, status } }, call) => {
      await requireWebhook(webhookId, call);
      const [before = null] = readCursor(cursor, isNumber) ?? [];
      const found = await readPatiently(() => listDeliveries(pool, webhookId, { status, before, limit: limit + 1 }));
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items: items.map(deliveryView), next: found.length > items.length && last ? cursorOf([Number(last.deliveryId)]) : null };
    },
    redeliver: async ({ params: { deliveryId, webhookId } }, call) => {
      await requireWebhook(webhookId, call);
      const row = await deliverAgain(pool, webhookId, deliveryId);
      if (!row) throw new CodedError('delivery_not_found', { place: deliveryId });
      return deliveryView(row);
    },
  };
}

const everywhere: Place = { customerId: null, projectId: null };
const noSuchWebhook = (webhookId: string) => new CodedError('webhook_not_found', { place: webhookId });

/** Whose it is: one of a project is its customer's too. */
async function placeOf(pool: Pool, { customerId, projectId }: WebhookRow): Promise<Place> {
  if (projectId === null) return { customerId, projectId };
  return (await readPatiently(() => findPlace(pool, projectId))) ?? { customerId, projectId };
}
