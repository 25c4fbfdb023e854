import { Button } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useAppSelector } from '../../app/hooks.ts';
import { paths } from '../../app/paths.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { AlertIcon, CircleIcon, HandIcon } from '../../ui/icons.tsx';
import { LinkTabs } from '../../ui/LinkTabs.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusIcon, type StatusLook } from '../../ui/StatusChip.tsx';
import { Ago } from '../../ui/Elapsed.tsx';
import { WithCode } from '../../ui/WithCode.tsx';
import { selectProject } from '../projects/selectors.ts';
import styles from './InboxPage.module.css';
import type { InboxItem } from './inbox-items.ts';
import { markRead } from './inbox-read.ts';
import { useInbox } from './use-inbox.ts';

const looks: Readonly<Record<InboxItem['level'], StatusLook>> = {
  info: { word: 'For your information', tone: 'done', Icon: CircleIcon },
  attention: { word: 'Needs you', tone: 'waiting', Icon: HandIcon },
  problem: { word: 'A problem', tone: 'failed', Icon: AlertIcon },
};
const shows = ['all', 'unread'] as const;

/** What needs the reader, and what ended while they were away. */
export function InboxPage() {
  const { isUnread, past, unread, waiting } = useInbox();
  const [search] = useSearchParams();
  const show = search.get('show') === 'unread' ? 'unread' : 'all';
  const shown = show === 'unread' ? past.filter(isUnread) : past;
  const newest = past[0]?.at;
  return (
    <Page
      testId="inbox-page"
      title="Inbox"
      lead={
        <>
          What needs you, and what ended while you were away. What counts as read is kept by this browser.{' '}
          <Link to={paths.preferences}>What you are told</Link>
        </>
      }
      actions={
        <Button size="xs" variant="default" data-testid="mark-read" disabled={unread === 0} onClick={() => newest && markRead(newest)}>
          Mark all as read
        </Button>
      }
    >
      <Panel title="Needs you" flush testId="inbox-waiting" note="It stays until somebody has done something about it.">
        {waiting.length === 0 ? <p>Nothing waits for you.</p> : <Items items={waiting} />}
      </Panel>
      <LinkTabs
        label="What happened"
        current={show}
        tabs={shows.map((name) => ({
          name,
          words: name === 'all' ? 'Everything' : `Unread (${unread})`,
          to: name === 'all' ? paths.inbox : `${paths.inbox}?show=unread`,
        }))}
      />
      <Panel title="What happened" flush testId="inbox-past">
        {shown.length === 0 ? (
          <p>{show === 'unread' ? 'You have read everything.' : 'Nothing has ended yet, and nothing came while this page was open.'}</p>
        ) : (
          <Items items={shown} isUnread={isUnread} />
        )}
      </Panel>
      <CommandLine text="devteam review list" />
    </Page>
  );
}

function Items({ items, isUnread }: { items: readonly InboxItem[]; isUnread?: (item: InboxItem) => boolean }) {
  return (
    <ul className={styles.items}>
      {items.map((item) => (
        <Item key={item.id} item={item} isUnread={isUnread?.(item) === true} />
      ))}
    </ul>
  );
}

function Item({ item, isUnread }: { item: InboxItem; isUnread: boolean }) {
  const { at, level, path, projectId, text, title } = item;
  const project = useAppSelector((state) => (projectId === null ? undefined : selectProject(state, projectId)));
  const where = project ? `${project.customerName} · ${project.name}` : (projectId ?? '');
  return (
    <li data-testid="inbox-item" data-unread={isUnread || undefined}>
      <StatusIcon look={looks[level]} />
      <div>
        <p>
          <Link to={path}>{where === '' ? title : `${where}: ${title}`}</Link>
          {isUnread ? <b className={styles.new}>unread</b> : null}
        </p>
        {text === '' ? null : (
          <p className={styles.text}>
            <WithCode text={text} />
          </p>
        )}
      </div>
      <Ago time={at} />
    </li>
  );
}
