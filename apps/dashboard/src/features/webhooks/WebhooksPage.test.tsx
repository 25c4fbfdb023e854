import type { DeliveryView, Role, WebhookView } from '@devteam/api';
import { afterEach, expect, test } from 'vitest';
import { createFakeApi } from '../../testing/fake-api.ts';
import { createFakeServer } from '../../testing/fake-server.ts';
import { webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { WebhooksPage } from './WebhooksPage.tsx';

let rendered: Rendered;
afterEach(() => rendered?.unmount());

const webhook: WebhookView = {
  webhookId: 'w1',
  customerId: null,
  projectId: null,
  name: 'Chat',
  url: 'https://hooks.slack.com/services/T0/…',
  kinds: ['execution_failed'],
  format: 'slack',
  enabled: true,
  disabledWhy: null,
  failures: 0,
  waiting: 2,
  madeBy: 'Ben',
  createdAt: '2026-11-20T09:00:00Z',
};
const delivery: DeliveryView = {
  deliveryId: 'd1',
  webhookId: 'w1',
  projectId: webshop,
  seq: 7,
  kind: 'execution_failed',
  status: 'given_up',
  tries: 8,
  answered: 500,
  why: 'it answers with an error',
  nextAt: null,
  createdAt: '2026-11-20T09:00:00Z',
  endedAt: '2026-11-20T09:30:00Z',
};

const open = async (path = '/webhooks', { hooks = [webhook], role = 'owner' }: { hooks?: WebhookView[]; role?: Role } = {}) => {
  const server = createFakeServer();
  let items = hooks;
  server.on('listWebhooks', () => ({ items }));
  server.on('addWebhook', ({ body }) => {
    const added = { ...webhook, ...body, webhookId: 'w2', secret: 'whs_secret' };
    items = [added];
    return added;
  });
  server.on('changeWebhook', ({ body }) => ({ ...webhook, enabled: body.enabled ?? true }));
  server.on('removeWebhook', () => {
    items = [];
    return undefined;
  });
  server.on('testWebhook', () => ({ delivered: false, answered: 404, why: 'no such channel', durationMs: 12 }));
  server.on('renewWebhookSecret', () => ({ secret: 'whs_newer' }));
  server.on('listDeliveries', () => ({ items: [delivery], next: null }));
  server.on('redeliver', () => ({ ...delivery, status: 'waiting' as const }));
  const api = createFakeApi();
  api.me = { ...api.me, grants: [{ role, customerId: null, projectId: null }] };
  rendered = await render(<WebhooksPage />, { path, server, api });
  return server;
};

test('a webhook is added with its kinds, and its secret is shown once', async () => {
  const server = await open('/webhooks', { hooks: [] });
  expect(rendered.page.querySelector('[data-testid=no-webhooks]')).not.toBeNull();
  await rendered.click('[data-testid=add-webhook]');
  await rendered.click('[data-testid=confirm-webhook]');
  expect(server.given('addWebhook'), 'name and address are missing').toEqual([]);
  await rendered.write('[data-testid=webhook-name]', 'Chat');
  await rendered.write('[data-testid=webhook-format]', 'slack');
  await rendered.write('[data-testid=webhook-url]', 'https://hooks.slack.com/services/T0/B0/x');
  await rendered.click('[data-testid=kind-task_landed]');
  expect(rendered.get('[data-testid=webhook-dialog] [data-testid=command-line]').textContent).toContain(
    'devteam webhooks add https://hooks.slack.com/services/T0/B0/x --name Chat --slack --kind',
  );
  await rendered.click('[data-testid=confirm-webhook]');
  expect(server.given('addWebhook')).toMatchObject([
    { body: { name: 'Chat', format: 'slack', customerId: null, kinds: expect.arrayContaining(['task_landed']) } },
  ]);
  expect(rendered.get('[data-testid=shown-once]').textContent).toContain('whs_secret');
  await rendered.click('[data-testid=kept-it]');
  expect(rendered.page.textContent).not.toContain('whs_secret');
  expect(rendered.get('[data-testid=webhook]').textContent).toContain('Chat');
});

test('a test says what came of it', async () => {
  await open();
  await rendered.click('[data-testid=test-webhook]');
  expect(rendered.get('[data-testid=webhook-tried]').textContent).toContain(
    'It did not take the notice: no such channel, answered with 404',
  );
});

test('what it was told stands in the address, and is told again on demand', async () => {
  const server = await open('/webhooks?deliveries=w1');
  expect(rendered.get('[data-testid=delivery]').textContent).toContain('answered with 500');
  await rendered.click('[data-testid=redeliver]');
  expect(server.given('redeliver')).toMatchObject([{ params: { webhookId: 'w1', deliveryId: 'd1' } }]);
});

test('it is turned off, gets a new secret, and is removed in two steps', async () => {
  const server = await open();
  await rendered.click('[data-testid=toggle-webhook]');
  expect(server.given('changeWebhook')).toMatchObject([{ body: { enabled: false } }]);
  await rendered.click('[data-testid=renew-secret]');
  expect(rendered.page.textContent).toContain('whs_newer');
  await rendered.click('[data-testid=remove-webhook]');
  expect(server.given('removeWebhook')).toEqual([]);
  await rendered.click('[data-testid=confirm-remove-webhook]');
  expect(rendered.page.querySelector('[data-testid=webhook]')).toBeNull();
});

test('it is not asked for by whoever may not set it up', async () => {
  const server = await open('/webhooks', { role: 'viewer' });
  expect(server.given('listWebhooks')).toEqual([]);
});
