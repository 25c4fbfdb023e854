import { paths } from './paths.ts';

export interface OfficePlace {
  path: string;
  words: string;
  /** More words by which the palette finds it. */
  keywords: readonly string[];
}

/** Screens of people, money and settings: in the menu of the bar, and in the palette. */
export const officePlaces: readonly OfficePlace[] = [
  { path: paths.receipts, words: 'Receipts', keywords: ['proof', 'verify', 'landed', 'evidence'] },
  { path: paths.budgets, words: 'Budgets and limits', keywords: ['money', 'spend', 'cost', 'tokens', 'slots', 'priority'] },
  { path: paths.members, words: 'Members and tokens', keywords: ['people', 'users', 'roles', 'invite', 'sessions', 'sign out'] },
  { path: paths.audit, words: 'Audit trail', keywords: ['who', 'history', 'log', 'asked'] },
  { path: paths.inbox, words: 'Inbox', keywords: ['notifications', 'unread', 'needs you'] },
  { path: paths.preferences, words: 'Preferences', keywords: ['settings', 'time zone', 'notifications', 'utc'] },
  { path: paths.webhooks, words: 'Webhooks', keywords: ['slack', 'notify', 'deliveries'] },
];
