import {
  AutomateProjectButton,
  DevTeamProvider,
  ErrorResolutionBadge,
  type ExecutionWord,
  ExecutionStatus,
  MultiCustomerDashboard,
  PrerequisitesDialog,
  TaskInjectionControls,
  addInjectedErrorTask,
  eventsReceived,
  linkChanged,
  snapshotReceived,
} from '../src/index.ts';
import { type ReactNode, createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'react-redux';
import { hostStore } from '../src/testing/host-store.ts';
import { createMadeUpClient } from '../src/testing/made-up-client.ts';
import { checkFailed, output, project, task } from '../src/testing/made-up.ts';

/** Runs in a browser: every component of the embedded package in every state, on one page. */
const parameters = new URLSearchParams(location.hash.slice(1));
const darkMode = parameters.get('theme') === 'dark';
const show = parameters.get('show') ?? 'all';

const minutes = (count: number) => new Date(Date.now() - count * 60_000).toISOString();
type Execution = NonNullable<ReturnType<typeof project>['execution']>;
const made = (status: ExecutionWord, customerName: string, name: string, more: Partial<ReturnType<typeof project>> = {}) => {
  const one = project({ status, customerName, name, ...more, projectId: `${customerName}/${name}`.toLowerCase().replaceAll(' ', '-') });
  const { startedAt: _, ...execution } = one.execution as Execution;
  const endedAt = ['completed', 'stopped', 'error'].includes(status) ? minutes(1) : null;
  const reason = status === 'waiting_for_human' || status === 'error' ? checkFailed : null;
  return { ...one, execution: { ...execution, startedAt: minutes(7), endedAt, reason } };
};
const part = (completed: number, total: number) => ({ totals: { completed, total }, progress: (100 * completed) / total });

const bakery = 'hallmann-bakery/order-desk';
const couriers = 'pedalpost-couriers/dispatch-desk';
const projects = [
  made('running', 'Hallmann Bakery', 'Order desk', part(5, 8)),
  made('waiting_for_human', 'Pedalpost Couriers', 'Dispatch desk', {
    ...part(6, 9),
    currentTask: task({ key: '3.2', id: '3.2', title: 'Round every fee up to the next 50 cents', node: 'verify', attempt: 3 }),
  }),
  made('paused', 'Lindholm Sailing Club', 'Tide board', part(3, 9)),
  made('completed', 'Harbor Museum', 'Exhibition site', { ...part(9, 9), currentTask: null }),
  made('error', 'Wattle Metering', 'Meter readings', { ...part(4, 10), currentTask: null }),
];

const client = createMadeUpClient({
  'POST /api/devteam/repository/validate': { valid: true, defaultBranch: 'main', hasTaskList: false },
  'GET /api/devteam/automation/status/hallmann-bakery%2Forder-desk': { status: 'idle' },
  'GET /api/devteam/health': { services: [{ service: 'ollama', status: 'down', detail: '' }] },
});
const store = hostStore();
store.dispatch(snapshotReceived(projects));
store.dispatch(
  eventsReceived([
    output(
      11,
      ['$ node --test', '✔ the nearest one rides (1.2 ms)', '✖ every fee is rounded (0.9 ms)', '  expected 12.50, got 12.43'],
      couriers,
    ),
  ]),
);
store.dispatch(
  addInjectedErrorTask({
    id: 'e1',
    projectId: couriers,
    title: 'Resolve Error: check_failed',
    priority: 'critical',
    attempt: 2,
    maxAttempts: 3,
    hypothesis: 'the rounding happens before the night surcharge is added',
  }),
);

const row = (title: string, projectId: string) =>
  h(
    'div',
    { key: title, className: 'row' },
    h('span', null, title),
    h(
      'span',
      { className: 'group' },
      h('button', { type: 'button', className: 'timer' }, 'Start Timer'),
      h(AutomateProjectButton, { projectId, darkMode }),
    ),
    h(ExecutionStatus, { projectId, darkMode, compact: true }),
  );
const section = (title: string, ...children: ReactNode[]) => h('section', { key: title }, h('h1', null, title), ...children);
const nothing = () => undefined;

const all = () => [
  section(
    'In the rows of tasks',
    row('Prices for market stalls', 'new/project'),
    row('The baker’s dozen', bakery),
    row('Round every fee', couriers),
    row('Tide tables', 'lindholm-sailing-club/tide-board'),
  ),
  section('ErrorResolutionBadge', h(ErrorResolutionBadge, { darkMode })),
  section(
    'ExecutionStatus',
    h(ExecutionStatus, { projectId: bakery, darkMode }),
    h('br'),
    h(ExecutionStatus, { projectId: couriers, darkMode }),
  ),
  section('TaskInjectionControls', h(TaskInjectionControls, { projectId: bakery, darkMode })),
  section('MultiCustomerDashboard', h(MultiCustomerDashboard, { darkMode })),
];
const shown: Record<string, () => ReactNode> = {
  all,
  injection: () => section('TaskInjectionControls', h(TaskInjectionControls, { projectId: bakery, darkMode })),
  dashboard: () => h(MultiCustomerDashboard, { darkMode }),
  prerequisites: () =>
    h(PrerequisitesDialog, {
      projectId: bakery,
      repositoryUrl: 'https://example.com/hallmann/order-desk.git',
      darkMode,
      onStart: nothing,
      onClose: nothing,
    }),
};

document.documentElement.dataset['theme'] = darkMode ? 'dark' : 'light';
const root = document.querySelector('main');
if (!root) throw new Error('The page has no place for the gallery');
createRoot(root).render(h(Provider, { store, children: h(DevTeamProvider, { client, darkMode, children: shown[show]?.() }) }));
setTimeout(() => store.dispatch(linkChanged({ link: 'live', asOf: new Date().toISOString() })));
