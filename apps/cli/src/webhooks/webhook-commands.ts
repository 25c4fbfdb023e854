import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliveryView, NoticeKind, WebhookView } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import { findOpenPages } from '../local/page-file.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';
import { timeOfDay } from '../output/time-text.ts';
import { type Remote, findRemote, remoteAt } from '../remote/find-remote.ts';
import { UsageError } from '../usage-error.ts';

export interface AddWebhookOptions {
  kind: NoticeKind[];
  slack?: true;
  name?: string;
  customer?: string;
  project?: string;
}

/** Webhooks are sent by the server, so it is asked: the one where somebody is logged in, else the one of this machine. */
async function requireServer(context: CommandContext): Promise<Remote> {
  const remote = await findRemote(context);
  if (remote) return remote;
  const { home } = context.config;
  const [page] = await findOpenPages(home);
  if (page) return remoteAt(page.address, (await readFile(join(home, 'token'), 'utf8')).trim());
  throw new UsageError('no server runs here, and nobody is logged in at another', {
    next: 'Start it with `devteam up`, or log in with `devteam login <address>`.',
  });
}

export async function listWebhooks({ json }: { json?: boolean }, context: CommandContext): Promise<void> {
  const { client } = await requireServer(context);
  const { items } = await client.call('listWebhooks', {});
  const { stdout } = context;
  if (json) return stdout.line(jsonLine(items));
  if (items.length === 0) return stdout.line('Nobody is told what happens; see `devteam webhooks add --help`.');
  for (const line of tableLines(items, webhookColumns, { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
  for (const { disabledWhy, name, webhookId } of items)
    if (disabledWhy !== null)
      stdout.line(plainText(`${name} is disabled: ${disabledWhy}. \`devteam webhooks enable ${webhookId}\` lets it go on.`));
  return undefined;
}

const webhookColumns: Column<WebhookView>[] = [
  { title: 'Webhook', text: ({ webhookId }) => webhookId },
  { title: 'Name', text: ({ name }) => plainText(name), shrinksTo: 8 },
  { title: 'Of', text: ({ customerId, projectId }) => plainText(projectId ?? customerId ?? 'everything'), shrinksTo: 10 },
  { title: 'Address', text: ({ url }) => plainText(url), shrinksTo: 16 },
  { title: 'Waiting', text: ({ waiting }) => String(waiting), align: 'right' },
  { title: '', text: ({ enabled }) => (enabled ? '' : 'disabled') },
];

export async function addWebhook(url: string, options: AddWebhookOptions, context: CommandContext): Promise<void> {
  const { customer = null, kind, name = new URL(url).host, project = null, slack } = options;
  const { client } = await requireServer(context);
  const format = slack ? ('slack' as const) : ('devteam' as const);
  const body = { name, url, kinds: kind, format, customerId: customer, projectId: project };
  const { secret, webhookId } = await client.call('addWebhook', { body });
  context.stderr.line(`Webhook ${webhookId}. What it is told is signed with this secret, which is shown this once:`);
  context.stdout.line(secret);
  context.stderr.line(`See whether it arrives with \`devteam webhooks test ${webhookId}\`.`);
}

export async function testWebhook(webhookId: string, context: CommandContext): Promise<void> {
  const { client } = await requireServer(context);
  const { delivered, durationMs, why } = await client.call('testWebhook', { params: { webhookId } });
  context.stdout.line(plainText(delivered ? `It arrived, in ${durationMs} ms.` : `It did not arrive: ${why}.`));
  if (!delivered) context.endWith(5);
}

export async function changeWebhook(
  webhookId: string,
  asked: 'enable' | 'disable' | 'remove' | 'renew_secret',
  context: CommandContext,
): Promise<void> {
  const { client } = await requireServer(context);
  const params = { webhookId };
  if (asked === 'remove') {
    await client.call('removeWebhook', { params });
    return context.stdout.line(`Removed: ${webhookId}.`);
  }
  if (asked === 'renew_secret') return context.stdout.line((await client.call('renewWebhookSecret', { params })).secret);
  const { name, waiting } = await client.call('changeWebhook', { params, body: { enabled: asked === 'enable' } });
  const told = asked === 'enable' ? `is told what happens, also what it missed (${waiting} so far)` : 'is told nothing';
  return context.stdout.line(plainText(`${name} ${told}.`));
}

export async function listDeliveries(webhookId: string, { json }: { json?: boolean }, context: CommandContext): Promise<void> {
  const { client } = await requireServer(context);
  const { items } = await client.call('listDeliveries', { params: { webhookId }, query: { limit: '50' } });
  const { stdout } = context;
  if (json) return stdout.line(jsonLine(items));
  if (items.length === 0) return stdout.line('It was told nothing yet.');
  for (const line of tableLines(items, deliveryColumns, { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
  return undefined;
}

const deliveryColumns: Column<DeliveryView>[] = [
  { title: 'Delivery', text: ({ deliveryId }) => deliveryId },
  { title: 'When', text: ({ createdAt }) => timeOfDay(new Date(createdAt)) },
  { title: 'Project', text: ({ projectId }) => plainText(projectId), shrinksTo: 10 },
  { title: 'What', text: ({ kind }) => kind },
  { title: 'Tries', text: ({ tries }) => String(tries), align: 'right' },
  { title: 'Status', text: ({ status }) => status.replaceAll('_', ' ') },
  { title: 'Why', text: ({ why }) => plainText(why ?? ''), shrinksTo: 12 },
];

export async function redeliver(webhookId: string, deliveryId: string, context: CommandContext): Promise<void> {
  const { client } = await requireServer(context);
  await client.call('redeliver', { params: { webhookId, deliveryId } });
  context.stdout.line(`It is told once more; see \`devteam webhooks deliveries ${webhookId}\`.`);
}
