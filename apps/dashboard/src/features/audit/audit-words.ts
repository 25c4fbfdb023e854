import { type AuditEntry, type AuditKind, errorCatalogue, routes } from '@devteam/api';
import { AlertIcon, BlockedIcon, CheckIcon } from '../../ui/icons.tsx';
import type { StatusLook } from '../../ui/StatusChip.tsx';

export const kindNames: Readonly<Record<AuditKind, string>> = {
  automation: 'Starting and steering',
  task: 'Tasks',
  injection: 'Injections',
  review: 'Reviews',
  project: 'Projects and customers',
  budget: 'Budgets',
  access: 'People and access',
  webhook: 'Webhooks',
  notice: 'Notices',
};

/** What was asked, as the description of the API says it. */
export function actionWords(action: string): string {
  const summary = Object.hasOwn(routes, action) ? routes[action as keyof typeof routes].summary : action;
  return summary.split(/[;:]/)[0] ?? summary;
}

export function outcomeLook(outcome: AuditEntry['outcome']): StatusLook {
  if (outcome === 'done') return { word: 'Done', tone: 'done', Icon: CheckIcon };
  if (outcome === null) return { word: 'Nobody knows', tone: 'warning', Icon: AlertIcon };
  return { word: 'Refused', tone: 'failed', Icon: BlockedIcon };
}

/** What a refusal was, in words of the catalogue. */
export const refusalWords = (outcome: string): string =>
  Object.hasOwn(errorCatalogue, outcome) ? errorCatalogue[outcome as keyof typeof errorCatalogue].what : outcome;

/** Fields that an edit changed, each with both values. */
export function changedFields({ after, before }: Pick<AuditEntry, 'before' | 'after'>): { field: string; was: string; became: string }[] {
  const [old, now] = [recordOf(before), recordOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((field) => {
    const [was, became] = [JSON.stringify(old[field] ?? null), JSON.stringify(now[field] ?? null)];
    return was === became ? [] : [{ field, was, became }];
  });
}

const recordOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});
