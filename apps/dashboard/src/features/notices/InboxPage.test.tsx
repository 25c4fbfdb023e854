import { type ExecutionSummary, type NoticeSettings, describeFailure, noticeKinds, usualNoticeSettings } from '@devteam/api';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { batchReceived } from '../../live/live-slice.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { Refusal, createFakeServer } from '../../testing/fake-server.ts';
import { event, madeUpReview, webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { chooseZone, isZone } from '../../ui/shown-zone.ts';
import { timesIn } from '../../ui/absolute-time.ts';
import { loadReviews } from '../review/reviews-slice.ts';
import { InboxBell } from './InboxBell.tsx';
import { InboxPage } from './InboxPage.tsx';
import { noticeGroups } from './notice-names.ts';
import { PreferencesPage } from './PreferencesPage.tsx';
import { SystemNotices } from './SystemNotices.tsx';

let rendered: Rendered;
afterEach(() => rendered?.unmount());

const ended = (more: Partial<ExecutionSummary> = {}): ExecutionSummary => ({
  executionId: 'e1',
  projectId: webshop,
  customerId: 'acme',
  projectName: 'webshop',
  status: 'completed',
  reason: null,
  commits: 3,
  startedAt: '2026-11-20T08:00:00Z',
  updatedAt: '2026-11-20T09:00:00Z',
  endedAt: '2026-11-20T09:00:00Z',
  ...more,
});

const open = async (element: React.ReactNode, path = '/inbox', history: ExecutionSummary[] = [ended()]) => {
  const server = createFakeServer();
  let settings: NoticeSettings = usualNoticeSettings;
  server.on('listExecutionHistory', () => history);
  server.on('listBudgets', () => ({ items: [] }));
  server.on('readNoticeSettings', () => settings);
  server.on('saveNoticeSettings', ({ body }) => {
    const { kinds, mutedProjects, system } = body;
    return (settings = { kinds, mutedProjects, system });
  });
  const api = createFakeApi();
  api.reviews = [madeUpReview()];
  rendered = await render(element, { path, server, api });
  await act(async () => void (await rendered.store.dispatch(loadReviews())));
  return server;
};

describe('the inbox', () => {
  test('has what needs the reader apart from what ended, and counts what is unread', async () => {
    const future = new Date(Date.now() + 3_600_000).toISOString();
    await open(
      <>
        <InboxBell />
        <InboxPage />
      </>,
      '/inbox',
      [ended(), ended({ executionId: 'e2', status: 'error', endedAt: future, reason: describeFailure('check_failed') })],
    );
    expect(rendered.get('[data-testid=inbox-waiting]').textContent).toContain('A person is asked about task T-005');
    const past = rendered.get('[data-testid=inbox-past]');
    expect(past.querySelectorAll('[data-testid=inbox-item]')).toHaveLength(2);
    expect(past.querySelectorAll('[data-unread]'), 'whoever is new has read what was before').toHaveLength(1);
    expect(past.querySelector('[data-unread]')?.textContent).toContain('The execution has failed');
    expect(rendered.get('[data-testid=inbox-bell]').getAttribute('aria-label')).toBe('Inbox, 1 unread');
    await rendered.click('[data-testid=mark-read]');
    expect(rendered.get('[data-testid=inbox-bell]').getAttribute('aria-label')).toBe('Inbox');
    expect(localStorage.getItem('devteam-inbox-read-at')).toBe(future);
  });

  test('takes in what comes while the page is open, of the kinds that the reader wants', async () => {
    await open(<InboxPage />);
    const halted = { reason: describeFailure('stop_point_reached', { place: 'T-005' }), status: 'paused' as const };
    const packet = event('execution-update', 12, {
      ...(rendered.store.getState().projects.projects.entities[webshop]?.execution as object),
      ...halted,
    } as never);
    const list = event('task-list-update', 13, {
      executionId: 'e1',
      taskListPath: 'x.md',
      dialect: null,
      commit: 'c',
      tasks: [],
      diagnostics: [],
    });
    await act(async () => void rendered.store.dispatch(batchReceived([packet as never, list as never])));
    const past = rendered.get('[data-testid=inbox-past]').textContent;
    expect(past).toContain('It halts at a stop point');
    expect(past).not.toContain('The task list has changed');
  });
});

describe('notices by the system', () => {
  const shown: string[] = [];
  beforeEach(() => {
    shown.length = 0;
    class FakeNotification extends EventTarget {
      static permission = 'default';
      static requestPermission = async () => (FakeNotification.permission = 'granted');
      constructor(title: string) {
        super();
        shown.push(title);
      }
      close() {}
    }
    vi.stubGlobal('Notification', FakeNotification);
  });
  afterEach(() => vi.unstubAllGlobals());

  test('are asked for by a click only, and kept on the server', async () => {
    const server = await open(<PreferencesPage />, '/preferences');
    const asked = vi.spyOn(Notification, 'requestPermission');
    expect(asked).not.toHaveBeenCalled();
    await rendered.click('[data-testid=ask-permission]');
    expect(asked).toHaveBeenCalledTimes(1);
    expect(rendered.get('[data-testid=system-permission]').textContent).toContain('may show');
    await rendered.click('[data-testid=kind-task_landed]');
    await rendered.click('[data-testid=save-settings]');
    expect(server.given('saveNoticeSettings')).toMatchObject([
      { body: { system: true, kinds: [...usualNoticeSettings.kinds, 'task_landed'] } },
    ]);
    expect(server.asked.find(({ name }) => name === 'saveNoticeSettings')?.ifMatch).toMatch(/^"/);
  });

  test('are shown while nobody looks, and not before that', async () => {
    const server = await open(<SystemNotices />);
    Object.assign(Notification, { permission: 'granted' });
    server.on('readNoticeSettings', () => ({ ...usualNoticeSettings, system: true }));
    await rendered.unmount();
    const sight = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
    rendered = await render(<SystemNotices />, { server });
    const receive = (seq: number) =>
      act(
        async () =>
          void rendered.store.dispatch(
            batchReceived([event('review-update', seq, { executionId: 'e1', review: madeUpReview() }) as never]),
          ),
      );
    await receive(20);
    expect(shown).toEqual([]);
    sight.mockReturnValue('hidden');
    await receive(21);
    expect(shown).toEqual([expect.stringContaining('A person is asked about task T-005')]);
    sight.mockRestore();
  });
});

describe('preferences', () => {
  test('that the server refuses keep what was chosen', async () => {
    const server = await open(<PreferencesPage />, '/preferences');
    server.on('saveNoticeSettings', () => new Refusal('forbidden'));
    await rendered.click('[data-testid=kind-error]');
    await rendered.click('[data-testid=save-settings]');
    expect(rendered.get('[data-testid=failure-card]').dataset['code']).toBe('forbidden');
    expect((rendered.get('[data-testid=kind-error]') as HTMLInputElement).checked).toBe(true);
  });

  test('every time on the page follows the zone at once, and the browser keeps it', async () => {
    await open(<PreferencesPage />, '/preferences');
    await rendered.write('[data-testid=zone]', 'utc');
    expect(rendered.get('[data-testid=zone-now]').textContent).toContain('UTC');
    await rendered.write('[data-testid=zone]', 'other');
    await rendered.write('[data-testid=zone-name]', 'Mars/Olympus');
    expect(rendered.page.textContent).toContain('There is no such time zone.');
    await rendered.write('[data-testid=zone-name]', 'Pacific/Kiritimati');
    expect(rendered.get('[data-testid=zone-now]').textContent).toContain('GMT+14');
    expect(localStorage.getItem('devteam-time-zone')).toBe('Pacific/Kiritimati');
    await act(async () => chooseZone('local'));
  });
});

test('every kind has its place among the choices, once', () => {
  expect(noticeGroups.flatMap(({ kinds }) => kinds).toSorted()).toEqual([...noticeKinds].toSorted());
});

test('in the night when the clocks go back, two moments of the same clock are told apart', () => {
  const { absolute, clock } = timesIn('Europe/Berlin');
  const [summer, winter] = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'];
  expect([clock(summer), clock(winter)]).toEqual(['02:30:00', '02:30:00']);
  expect(absolute(summer)).not.toBe(absolute(winter));
  expect(timesIn('utc').clock(summer)).toBe('00:30:00');
  expect([isZone('utc'), isZone('local'), isZone('nowhere')]).toEqual([true, true, false]);
});
