import { act } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Notification, TimeRecord } from '../services/observe-events.ts';
import { permissions } from '../state/dev-team-state.ts';
import { addInjectedErrorTask, setPermissions, snapshotReceived } from '../state/dev-team-slice.ts';
import { createMadeUpClient } from '../testing/made-up-client.ts';
import { checkFailed, output, project, shop, task, taskDone, update } from '../testing/made-up.ts';
import { hearConsole } from '../testing/hear-console.ts';
import { hostStore } from '../testing/host-store.ts';
import { type Rendered, render } from '../testing/render.tsx';
import { AutomateProjectButton } from './AutomateProjectButton.tsx';
import { DevTeamErrorBoundary } from './DevTeamErrorBoundary.tsx';
import { DevTeamProvider } from './DevTeamProvider.tsx';
import { ErrorResolutionBadge } from './ErrorResolutionBadge.tsx';
import { ExecutionStatus } from './ExecutionStatus.tsx';
import { MultiCustomerDashboard } from './MultiCustomerDashboard.tsx';
import { TaskInjectionControls } from './TaskInjectionControls.tsx';

let heard: ReturnType<typeof hearConsole>;
let shown: Rendered | undefined;
beforeEach(() => {
  heard = hearConsole();
});
afterEach(async () => {
  await shown?.unmount();
  shown = undefined;
  heard.close();
});

const initialize = 'POST /api/devteam/automation/initialize';
const status = 'GET /api/devteam/automation/status/acme%2Fshop';
const validate = 'POST /api/devteam/repository/validate';
const health = 'GET /api/devteam/health';
const accepted = { [initialize]: { executionId: 'e1', status: 'initializing' } };

describe('what the host’s documents ask of the components', () => {
  test('the button is there for somebody who may automate', async () => {
    shown = await render(<AutomateProjectButton projectId={shop} />, hostStore({ state: { canAutomate: true } }));
    expect(shown.get('button').textContent).toBe('Automate Project');
  });

  test('it says «Automating...» and is disabled while an automation runs', async () => {
    shown = await render(
      <AutomateProjectButton projectId={shop} />,
      hostStore({ state: { canAutomate: true, automationStatus: 'running' } }),
    );
    expect(shown.button('Automating...').disabled).toBe(true);
  });

  test('a click leads to «initializing»', async () => {
    const client = createMadeUpClient({ [initialize]: () => new Promise(() => undefined) });
    const store = hostStore({ client, state: { canAutomate: true } });
    shown = await render(<AutomateProjectButton projectId={shop} />, store);
    await shown.click(shown.button('Automate Project'));
    expect(store.getState().devTeam.automationStatus).toBe('initializing');
    expect(shown.button('Automating...').disabled).toBe(true);
  });

  test('an injected error task shows its title and «critical»', async () => {
    const store = hostStore();
    store.dispatch(addInjectedErrorTask({ id: 'e-1', title: 'Resolve Error: check_failed', priority: 'critical' }));
    shown = await render(<ErrorResolutionBadge />, store);
    expect(shown.page.textContent).toContain('Resolve Error: check_failed');
    expect(shown.page.textContent).toContain('critical');
  });
});

describe('the button', () => {
  const cases = [true, false].flatMap((may) => [true, false].flatMap((access) => [true, false].map((flag) => ({ may, access, flag }))));
  test.each(cases)('permission $may, access to the project $access, flag $flag', async ({ access, flag, may }) => {
    shown = await render(
      <DevTeamProvider
        client={createMadeUpClient()}
        permissions={may ? permissions : ['inject.request']}
        hasProjectAccess={(id) => access && id === shop}
        enabled={flag}
      >
        <AutomateProjectButton projectId={shop} />
      </DevTeamProvider>,
      hostStore(),
    );
    expect(shown.page.querySelectorAll('button')).toHaveLength(may && access && flag ? 1 : 0);
  });

  test('is not there without a project, and not at a task that is done', async () => {
    shown = await render(
      <>
        <AutomateProjectButton projectId={undefined} />
        <AutomateProjectButton projectId={shop} task={{ isCompleted: true }} />
      </>,
      hostStore({ state: { canAutomate: true } }),
    );
    expect(shown.page.innerHTML).toBe('');
  });

  test('in every row of a project is the same, and a second click starts nothing', async () => {
    const client = createMadeUpClient(accepted);
    shown = await render(
      <DevTeamProvider client={client} userId="u1">
        <AutomateProjectButton projectId={shop} stopPoint="1.3" />
        <AutomateProjectButton projectId={shop} />
      </DevTeamProvider>,
      hostStore(),
    );
    const [first] = shown.page.querySelectorAll('button');
    await shown.click(first as HTMLButtonElement);
    await shown.click(first as HTMLButtonElement);
    expect([...shown.page.querySelectorAll('button')].map((each) => [each.textContent, each.disabled])).toEqual([
      ['Automating...', true],
      ['Automating...', true],
    ]);
    expect(client.asked.map(({ body }) => body)).toEqual([{ projectId: shop, userId: 'u1', stopPoint: '1.3' }]);
  });

  test('resumes what is paused, and shows why something waits for a person', async () => {
    const client = createMadeUpClient({ 'POST /api/devteam/automation/resume/acme%2Fshop': {} });
    const store = hostStore();
    shown = await render(
      <DevTeamProvider client={client}>
        <AutomateProjectButton projectId={shop} />
      </DevTeamProvider>,
      store,
    );
    await act(async () => client.followers.forEach((each) => each.onSnapshot([project({ status: 'paused' })])));
    await shown.click(shown.button('Resume'));
    expect(client.asked.map(({ path }) => path)).toEqual(['/api/devteam/automation/resume/acme%2Fshop']);
    await act(async () =>
      client.followers.forEach((each) =>
        each.onEvents([output(11, ['a \u001b[31mred\u001b[0m line']), update(12, { status: 'waiting_for_human', reason: checkFailed })]),
      ),
    );
    await shown.click(shown.button('Needs you'));
    for (const part of ['A check failed', checkFailed.why, '3 attempts', checkFailed.next, 'a red line'])
      expect(shown.get('dialog').textContent).toContain(part);
    await shown.click(shown.button('Close'));
    expect(shown.page.querySelector('dialog')).toBeNull();
  });
});

describe('prerequisites', () => {
  test('a refused start says why, what is missing is supplied and checked again until it starts', async () => {
    const refused = {
      refused: 404,
      body: { code: 'project_not_found', what: 'There is no such project', why: 'no project has this id', next: 'Add it.' },
    };
    const client = createMadeUpClient({
      [initialize]: refused,
      [status]: refused,
      [health]: { services: [{ service: 'ollama', status: 'down', detail: '' }] },
      [validate]: { valid: true, defaultBranch: 'main', hasTaskList: false },
    });
    shown = await render(
      <DevTeamProvider client={client}>
        <AutomateProjectButton projectId={shop} />
      </DevTeamProvider>,
      hostStore(),
    );
    await shown.click(shown.button('Automate Project'));
    const checks = () => [...(shown?.page.querySelectorAll<HTMLElement>('[data-check]') ?? [])].map((each) => each.dataset['check']);
    expect(checks()).toEqual(['missing', 'missing', 'warning']);
    expect(shown.get('dialog').textContent).toContain('No address of the repository is known');
    expect(shown.button('Start').disabled).toBe(true);

    await shown.type('repositoryUrl', 'https://example.com/acme/shop.git');
    await shown.click(shown.button('Check again'));
    expect(checks()).toEqual(['missing', 'met', 'missing', 'warning']);
    expect(client.asked.at(-2)).toMatchObject({ body: { repositoryUrl: 'https://example.com/acme/shop.git' } });

    Object.assign(client.answers, {
      ...accepted,
      [status]: { status: 'idle' },
      [validate]: { valid: true, defaultBranch: 'main', hasTaskList: true },
    });
    await shown.type('repositoryUrl', 'https://example.com/acme/shop.git');
    await shown.click(shown.button('Check again'));
    expect(checks()).toEqual(['met', 'met', 'met', 'warning']);
    await shown.click(shown.button('Start'));
    expect(shown.page.querySelector('dialog')).toBeNull();
    expect(shown.button('Automating...').disabled).toBe(true);
  });
});

describe('injection', () => {
  const inject = 'POST /api/devteam/projects/acme%2Fshop/tasks/inject';
  const choices = [
    ['priority', 'Add Before Current Task', ['title', 'description', 'acceptanceCriteria', 'priority', 'estimatedDuration', 'reason']],
    [
      'replace',
      'Replace Current Task',
      ['title', 'targetTaskId', 'description', 'acceptanceCriteria', 'priority', 'estimatedDuration', 'reason'],
    ],
    [
      'positional',
      'Insert at Position',
      ['title', 'targetPosition', 'description', 'acceptanceCriteria', 'priority', 'estimatedDuration', 'reason'],
    ],
  ] as const;

  const open = async (type: string, client: ReturnType<typeof createMadeUpClient>) => {
    const store = hostStore();
    const drawn = await render(
      <DevTeamProvider client={client} userId="u1">
        <TaskInjectionControls projectId={shop} />
      </DevTeamProvider>,
      store,
    );
    shown = drawn;
    expect(drawn.field('input:checked').value).toBe('positional');
    await drawn.click(drawn.get(`input[value=${type}]`));
    await drawn.click(drawn.button('Inject Task'));
    return { drawn, store };
  };

  test.each(choices)('«%s» is called «%s» and has its own fields', async (type, label, fields) => {
    const client = createMadeUpClient({ [inject]: { taskId: '2.1.5', injectionId: 'i1', status: 'pending' } });
    const { drawn, store } = await open(type, client);
    expect(drawn.get('dialog h2').textContent).toBe(label);
    expect([...drawn.page.querySelectorAll<HTMLInputElement>('dialog [name]')].map((field) => field.name)).toEqual(fields);
    await drawn.type('title', ' Round every fee ');
    await drawn.type('reason', 'the contract says so');
    await drawn.type('acceptanceCriteria', 'fees are whole\n\n and tested ');
    if (type === 'positional') await drawn.type('targetPosition', 'after:2.1');
    await drawn.click(drawn.get('dialog [type=submit]'));
    expect(drawn.get('dialog').textContent).toContain('2.1.5');
    expect(client.asked.at(-1)?.body).toEqual({
      injectionType: type,
      ...(type === 'positional' ? { targetPosition: 'after:2.1' } : {}),
      task: expect.objectContaining({ title: 'Round every fee', acceptanceCriteria: ['fees are whole', 'and tested'], priority: 'medium' }),
      reason: 'the contract says so',
      userId: 'u1',
    });
    expect(store.getState().devTeam.pendingInjections).toMatchObject([
      { injectionId: 'i1', projectId: shop, injectionType: type, title: 'Round every fee' },
    ]);
  });

  test('what is refused is said at its field, and what was typed stays', async () => {
    const body = {
      code: 'injection_place_unknown',
      what: 'The place is not known',
      why: 'there is no task 9.9',
      next: 'Name another place.',
      field: 'body.targetPosition',
    };
    const { drawn } = await open('positional', createMadeUpClient({ [inject]: { refused: 422, body } }));
    await drawn.type('title', 'Round every fee');
    await drawn.type('targetPosition', 'after:9.9');
    await drawn.type('reason', 'why not');
    await drawn.click(drawn.get('dialog [type=submit]'));
    const field = drawn.field('[name=targetPosition]');
    expect([field.value, field.getAttribute('aria-invalid')]).toEqual(['after:9.9', 'true']);
    expect(drawn.get(`[id="${field.getAttribute('aria-describedby')}"]`).textContent).toBe('there is no task 9.9');
    expect(drawn.field('[name=title]').value).toBe('Round every fee');
  });

  test('is not there for those who may not ask for one', async () => {
    shown = await render(<TaskInjectionControls projectId={shop} />, hostStore({ state: { canAutomate: true } }));
    expect(shown.page.innerHTML).toBe('');
  });
});

describe('status and dashboard', () => {
  test('the step at work changes live, in the row and in the block', async () => {
    const client = createMadeUpClient();
    shown = await render(
      <DevTeamProvider client={client}>
        <ExecutionStatus projectId={shop} compact />
        <ExecutionStatus projectId={shop} />
      </DevTeamProvider>,
      hostStore(),
    );
    await act(async () => client.followers.forEach((each) => each.onSnapshot([project()])));
    expect(shown.get('[data-node]').textContent).toBe('IMPLEMENT · codeExecution · attempt 1 of 3');
    await act(async () =>
      client.followers.forEach((each) => each.onEvents([update(11, { currentTask: task({ node: 'verify', attempt: 2 }) })])),
    );
    expect(shown.get('[data-node]').textContent).toBe('IMPLEMENT · verify · attempt 2 of 3');
    expect(shown.get('.dt-inline').textContent).toBe('Runningverify');
  });

  const words = [
    ['running', 'Running'],
    ['paused', 'Paused'],
    ['waiting_for_human', 'Waiting for you'],
    ['completed', 'Completed'],
    ['error', 'Error'],
  ] as const;
  test('five customers’ projects have a card each, with a word and a shape of their own', async () => {
    const store = hostStore();
    store.dispatch(
      snapshotReceived(
        words.map(([status], at) => project({ status, projectId: `c${at}/p`, customerName: `Customer ${at}`, name: `Project ${at}` })),
      ),
    );
    shown = await render(<MultiCustomerDashboard darkMode />, store);
    const cards = [...shown.page.querySelectorAll('.dt-card')];
    expect(cards.map((card) => card.querySelector('.dt-chip')?.textContent)).toEqual(words.map(([, word]) => word));
    expect(new Set(cards.map((card) => card.querySelector('.dt-chip svg')?.innerHTML)).size).toBe(5);
    expect(shown.get('.devteam').dataset['theme']).toBe('dark');
    for (const part of ['Customer 0', 'Project 0', '2 of 8 tasks', '25 %', 'Price an order line', 'acme/shop'])
      expect(cards[0]?.textContent).toContain(part);
    expect(shown.get('.dt-dashboard-head').textContent).toContain('1 running · 1 waiting for you');
  });

  test('says what will be here while nothing is', async () => {
    shown = await render(<MultiCustomerDashboard />, hostStore());
    expect(shown.page.textContent).toContain('No active executions');
  });

  test('pauses at once, and stops only when asked twice', async () => {
    const client = createMadeUpClient({
      'POST /api/devteam/automation/pause/acme%2Fshop': {},
      'POST /api/devteam/automation/stop/acme%2Fshop': {},
    });
    shown = await render(
      <DevTeamProvider client={client}>
        <MultiCustomerDashboard />
      </DevTeamProvider>,
      hostStore(),
    );
    await act(async () => client.followers.forEach((each) => each.onSnapshot([project()])));
    await shown.click(shown.button('Pause Shop'));
    await shown.click(shown.button('Stop Shop'));
    expect(client.asked.map(({ path }) => path)).toEqual(['/api/devteam/automation/pause/acme%2Fshop']);
    await shown.click(shown.button('Stop now'));
    expect(client.asked.at(-1)?.path).toBe('/api/devteam/automation/stop/acme%2Fshop');
  });

  test('nothing to press for those who may only look', async () => {
    const store = hostStore();
    store.dispatch(snapshotReceived([project()]));
    store.dispatch(setPermissions(['analytics.read']));
    shown = await render(<MultiCustomerDashboard />, store);
    expect([...shown.page.querySelectorAll('button')].map((each) => each.textContent)).toEqual(['Details']);
  });
});

describe('the provider', () => {
  test('tells completion, error and a question once each, and each finished task with its time', async () => {
    const client = createMadeUpClient();
    const told: Notification[] = [];
    const times: TimeRecord[] = [];
    shown = await render(
      <DevTeamProvider client={client} notify={(each) => told.push(each)} recordTime={(each) => times.push(each)}>
        <p>host</p>
      </DevTeamProvider>,
      hostStore(),
    );
    const say = (...events: ReturnType<typeof update>[]) => act(async () => client.followers.forEach((each) => each.onEvents(events)));
    await act(async () => client.followers.forEach((each) => each.onSnapshot([project({ status: 'completed' })])));
    expect(told).toEqual([]);
    const waits = { status: 'waiting_for_human', reason: checkFailed } as const;
    await say(update(11), taskDone(12, '1.2'), update(13, waits), update(14, waits));
    await say(update(15), update(16, { status: 'error', reason: checkFailed }), update(17, { status: 'error', reason: checkFailed }));
    await say(
      taskDone(18, '1.2'),
      update(19, { executionId: 'e2', status: 'completed' }),
      update(20, { executionId: 'e2', status: 'completed' }),
    );
    expect(told.map(({ kind, title }) => [kind, title])).toEqual([
      ['needs-you', 'Acme · Shop needs you'],
      ['error', 'Acme · Shop cannot go on'],
      ['completed', 'Acme · Shop is completed'],
    ]);
    expect(times).toEqual([expect.objectContaining({ projectId: shop, customerId: 'acme', taskId: '1.2', durationMs: 90_000 })]);
  });

  test('follows once although strict mode mounts it twice, and leaves nothing behind', async () => {
    vi.useFakeTimers();
    const client = createMadeUpClient();
    const drawn = await render(
      <DevTeamProvider client={client}>
        <MultiCustomerDashboard />
      </DevTeamProvider>,
      hostStore(),
    );
    await act(async () => client.followers.forEach((each) => each.onSnapshot([project()])));
    expect(client.followers.size).toBe(1);
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    await drawn.unmount();
    expect([client.followers.size, vi.getTimerCount()]).toEqual([0, 0]);
    vi.useRealTimers();
  });
});

test('what breaks in a component stays in it', async () => {
  const reported: unknown[] = [];
  const Broken = (): never => {
    throw new Error('broken');
  };
  // React reports what a boundary caught, which is right and expected here.
  heard.close();
  const { error } = console;
  Object.assign(console, { error: () => undefined });
  shown = await render(
    <p>
      The host
      <DevTeamErrorBoundary onError={(each) => reported.push(each)}>
        <Broken />
      </DevTeamErrorBoundary>
    </p>,
    hostStore(),
  );
  Object.assign(console, { error });
  expect(shown.page.textContent).toContain('The host');
  expect(shown.page.textContent).toContain('DevTeam is not available here. Everything else works.');
  expect(reported).toHaveLength(1);
});
