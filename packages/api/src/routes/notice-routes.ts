import { z } from 'zod';
import { noticeKinds } from '../notices/notice.ts';
import { NoticeSettings } from '../views/notice-view.ts';
import { DeliveryView, TryView, WebhookView, webhookFormats } from '../views/webhook-view.ts';
import { Id, Text, idempotencyKey, items, page, paging } from './fields.ts';
import { route } from './route.ts';

const Kinds = z.array(z.enum(noticeKinds)).min(1).max(noticeKinds.length);
const WebhookParams = z.object({ webhookId: Id });
const fields = {
  name: Text(100).min(1),
  url: z.url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' }).max(2000),
  kinds: Kinds,
  format: z.enum(webhookFormats),
};

/** What people and other systems are told while nobody looks. */
export const noticeRoutes = {
  readNoticeSettings: route({
    method: 'GET',
    path: '/api/devteam/me/notices',
    summary: 'What the caller wants to be told',
    access: 'signed-in',
    about: 'installation',
    success: { status: 200, answer: NoticeSettings },
    errors: [],
  }),
  saveNoticeSettings: route({
    method: 'PUT',
    path: '/api/devteam/me/notices',
    summary: 'Say what the caller wants to be told',
    access: 'signed-in',
    about: 'installation',
    body: z.strictObject({
      kinds: z.array(z.enum(noticeKinds)).max(noticeKinds.length),
      system: z.boolean().default(false),
      mutedProjects: z.array(Id).max(1000).default([]),
      ...idempotencyKey,
    }),
    success: { status: 200, answer: NoticeSettings },
    errors: [],
    edits: 'if-match',
  }),
  listWebhooks: route({
    method: 'GET',
    path: '/api/devteam/webhooks',
    summary: 'Addresses that are told what happens, of all places that the caller sets up',
    access: 'config.write',
    about: 'list',
    query: z.strictObject({ customerId: Id.optional(), projectId: Id.optional() }),
    success: { status: 200, answer: items(WebhookView) },
    errors: [],
  }),
  addWebhook: route({
    method: 'POST',
    path: '/api/devteam/webhooks',
    summary: 'Tell an address what happens from now on: in a project, at a customer, or everywhere; the secret is shown this once',
    access: 'config.write',
    about: 'list',
    body: z.strictObject({
      ...fields,
      format: fields.format.default('devteam'),
      customerId: Id.nullable().default(null),
      projectId: Id.nullable().default(null),
    }),
    success: { status: 201, answer: WebhookView.extend({ secret: z.string() }) },
    errors: ['project_not_found', 'customer_not_found', 'webhook_address_refused'],
  }),
  findWebhook: route({
    method: 'GET',
    path: '/api/devteam/webhooks/{webhookId}',
    summary: 'One of them',
    access: 'config.write',
    about: 'list',
    params: WebhookParams,
    success: { status: 200, answer: WebhookView },
    errors: ['webhook_not_found'],
  }),
  changeWebhook: route({
    method: 'PATCH',
    path: '/api/devteam/webhooks/{webhookId}',
    summary: 'Change it, or let it go on after it was disabled: what it missed is told then',
    access: 'config.write',
    about: 'list',
    params: WebhookParams,
    body: z.strictObject({ ...fields, enabled: z.boolean(), ...idempotencyKey }).partial(),
    success: { status: 200, answer: WebhookView },
    errors: ['webhook_not_found', 'webhook_address_refused'],
    edits: 'if-match',
  }),
  removeWebhook: route({
    method: 'DELETE',
    path: '/api/devteam/webhooks/{webhookId}',
    summary: 'Tell it nothing more, and forget what it was told',
    access: 'config.write',
    about: 'list',
    params: WebhookParams,
    success: { status: 204, answer: null },
    errors: ['webhook_not_found'],
  }),
  renewWebhookSecret: route({
    method: 'POST',
    path: '/api/devteam/webhooks/{webhookId}/secret',
    summary: 'Sign with a new secret from now on; it is shown this once',
    access: 'config.write',
    about: 'list',
    params: WebhookParams,
    success: { status: 201, answer: z.object({ secret: z.string() }) },
    errors: ['webhook_not_found'],
  }),
  testWebhook: route({
    method: 'POST',
    path: '/api/devteam/webhooks/{webhookId}/test',
    summary: 'Send it one made-up notice now, and say what came of that',
    access: 'config.write',
    about: 'list',
    params: WebhookParams,
    success: { status: 200, answer: TryView },
    errors: ['webhook_not_found'],
  }),
  listDeliveries: route({
    method: 'GET',
    path: '/api/devteam/webhooks/{webhookId}/deliveries',
    summary: 'What it was told or is still to be told, newest first',
    access: 'config.write',
    about: 'list',
    params: WebhookParams,
    query: z.strictObject({ ...paging, status: z.enum(['waiting', 'delivered', 'given_up']).optional() }),
    success: { status: 200, answer: page(DeliveryView) },
    errors: ['webhook_not_found'],
  }),
  redeliver: route({
    method: 'POST',
    path: '/api/devteam/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver',
    summary: 'Tell it once more, with all tries',
    access: 'config.write',
    about: 'list',
    params: WebhookParams.extend({ deliveryId: Id }),
    success: { status: 200, answer: DeliveryView },
    errors: ['webhook_not_found', 'delivery_not_found'],
  }),
} as const;
