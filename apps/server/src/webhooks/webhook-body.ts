import type { Event, Notice, WebhookView } from '@devteam/api';

/** What is told of, with all that a receiver may want to know. */
export interface Telling {
  deliveryId: string;
  webhookId: string;
  customerId: string;
  projectName: string;
  notice: Notice;
  event: Event;
}

/** Slack reads these three as its own. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const marks: Record<Notice['level'], string> = { info: ':white_check_mark:', attention: ':bell:', problem: ':rotating_light:' };
const longestText = 2500;

/** The text that is sent and signed. */
export function webhookBody(format: WebhookView['format'], telling: Telling): string {
  const { customerId, deliveryId, event, notice, projectName, webhookId } = telling;
  if (format === 'slack') {
    const head = `${marks[notice.level]} *${escaped(projectName)}*: ${escaped(notice.title)}`;
    const more = notice.text === '' ? '' : `\n${escaped(notice.text.slice(0, longestText))}`;
    return JSON.stringify({ text: head + more });
  }
  const { payload, projectId, seq, ts, type } = event;
  return JSON.stringify({
    deliveryId,
    webhookId,
    customerId,
    projectId,
    projectName,
    ...notice,
    at: ts,
    event: { type, ts, projectId, seq, payload },
  });
}
