import { useEffect } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { useRoute } from '../../http/use-route.ts';
import { selectOpenReviews } from '../review/reviews-slice.ts';
import { type InboxItem, pastItems, waitingItems } from './inbox-items.ts';
import { useReadAt } from './inbox-read.ts';
import { selectLiveNotices, selectNoticeSettings, selectWantedNotices } from './notices-slice.ts';

const everyMs = 60_000;
const ends = new Set(['execution_completed', 'execution_stopped', 'execution_failed', 'budget_reached']);

export interface Inbox {
  waiting: InboxItem[];
  past: InboxItem[];
  isUnread: (item: InboxItem) => boolean;
  unread: number;
}

/** What needs the reader, and what happened; from the server's lists, and from what came while this page was open. */
export function useInbox(): Inbox {
  const history = useRoute('listExecutionHistory', { params: { userId: 'me' }, query: { limit: '50' } }, everyMs);
  const budgets = useRoute('listBudgets', {}, everyMs);
  const reviews = useAppSelector(selectOpenReviews);
  const live = useAppSelector(selectWantedNotices);
  const settings = useAppSelector(selectNoticeSettings);
  const readAt = useReadAt();
  // An end is told by the stream at once; what it says stands in the lists.
  const newestEnd = useAppSelector((state) => selectLiveNotices(state).find(({ kind }) => ends.has(kind))?.id);
  const { read: readHistory } = history;
  const { read: readBudgets } = budgets;
  useEffect(() => {
    if (newestEnd !== undefined) void Promise.all([readHistory(), readBudgets()]);
  }, [newestEnd, readHistory, readBudgets]);
  const waiting = waitingItems(reviews, budgets.value?.items ?? [], paths);
  const past = pastItems(history.value ?? [], live, settings, paths);
  const isUnread = ({ at }: InboxItem) => at > readAt;
  return { waiting, past, isUnread, unread: past.filter(isUnread).length };
}
