import type { NoticeKind } from '@devteam/api';
import { shellWord } from '../../ui/shell-word.ts';

interface NewWebhook {
  name: string;
  url: string;
  format: 'devteam' | 'slack';
  kinds: readonly NoticeKind[];
  customerId: string | null;
  projectId: string | null;
}

export function addWebhookCommand({ customerId, format, kinds, name, projectId, url }: NewWebhook): string {
  const place =
    projectId !== null ? [`--project ${shellWord(projectId)}`] : customerId !== null ? [`--customer ${shellWord(customerId)}`] : [];
  return [
    `devteam webhooks add ${shellWord(url === '' ? 'https://…' : url)}`,
    ...(name === '' ? [] : [`--name ${shellWord(name)}`]),
    ...(format === 'slack' ? ['--slack'] : []),
    ...place,
    ...kinds.map((kind) => `--kind ${kind}`),
  ].join(' ');
}

export const webhookCommand = (what: 'test' | 'deliveries' | 'enable' | 'disable' | 'remove' | 'renew-secret', webhookId: string): string =>
  `devteam webhooks ${what} ${shellWord(webhookId)}`;
