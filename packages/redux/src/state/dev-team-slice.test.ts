import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMadeUpClient } from '../testing/made-up-client.ts';
import { checkFailed, event, injection, investigation, output, project, shop, task, taskDone, update } from '../testing/made-up.ts';
import { hearConsole } from '../testing/hear-console.ts';
import { hostStore } from '../testing/host-store.ts';
import { type DevTeamEvent, type ExecutionStatus, isEnded } from '../wire.ts';
import { type DevTeamState, initialState } from './dev-team-state.ts';
import * as door from '../index.ts';

let heard: ReturnType<typeof hearConsole>;
beforeEach(() => {
  heard = hearConsole();
});
afterEach(() => {
  heard.close();
});

describe('what a host relies on by name', () => {
  test('the fields of the state, and what they are at first', () => {
    const { devTeam } = hostStore().getState();
    expect(devTeam).toMatchObject({
      activeExecutions: {},
      executionQueue: [],
      currentAutomation: null,
      automationStatus: 'idle',
      currentTask: null,
      completedTasks: [],
      totalTasks: 0,
      progressPercentage: 0,
      lastError: null,
      retryCount: 0,
      errorResolutionInProgress: false,
      injectedErrorTasks: [],
      wsConnected: false,
      lastUpdate: null,
      canAutomate: false,
      userPermissions: [],
      loading: false,
      error: null,
      pendingInjections: [],
      injectionHistory: [],
      workflowStatus: 'idle',
      currentNode: null,
      executionProgress: 0,
      ollamaHealth: null,
      aiderHealth: null,
    });
  });

  test('actions and thunks', () => {
    const names = [
      'updateExecutionProgress',
      'setWebSocketConnected',
      'addExecutionToQueue',
      'removeExecutionFromQueue',
      'updateTaskStatus',
      'addInjectedErrorTask',
      'clearError',
      'appendLog',
      'setStatus',
      'setStopPoint',
      'setActiveCustomer',
      'initializeProjectAutomation',
      'fetchAutomationStatus',
      'executeCodeChangeWorkflow',
      'getWorkflowStatus',
      'injectTask',
      'listPendingInjections',
      'pauseExecution',
      'resumeExecution',
    ];
    expect(Object.keys(door)).toEqual(expect.arrayContaining(names));
  });

  test('a state that lacks fields is completed, and the host’s own reducers stay as they are', () => {
    const store = hostStore({ state: { canAutomate: true, automationStatus: 'running' } });
    expect(store.getState()).toEqual({ devTeam: { ...initialState, canAutomate: true, automationStatus: 'running' }, other: { count: 1 } });
  });
});

describe('actions', () => {
  test('progress of a project is its own, and the top’s if it speaks of it', () => {
    const store = hostStore();
    store.dispatch(door.snapshotReceived([project(), project({ projectId: 'beta/app' })]));
    store.dispatch(door.updateExecutionProgress({ projectId: shop, progress: { percentage: 40, currentTask: { title: 'Ship' } } }));
    store.dispatch(door.updateExecutionProgress({ projectId: 'beta/app', progress: { percentage: 70, currentTask: 'Print' } }));
    const { activeExecutions, currentTask, progressPercentage } = store.getState().devTeam;
    expect([progressPercentage, currentTask]).toEqual([40, { title: 'Ship' }]);
    expect([activeExecutions[shop]?.progress, activeExecutions['beta/app']?.progress]).toEqual([40, 70]);
    expect(activeExecutions['beta/app']?.currentTask).toEqual({ title: 'Print' });
  });

  test('the queue has each project once', () => {
    const store = hostStore();
    store.dispatch(door.addExecutionToQueue({ projectId: shop, priority: 1 }));
    store.dispatch(door.addExecutionToQueue({ projectId: 'beta/app' }));
    store.dispatch(door.addExecutionToQueue({ projectId: shop, priority: 5 }));
    expect(store.getState().devTeam.executionQueue).toEqual([{ projectId: 'beta/app' }, { projectId: shop, priority: 5 }]);
    store.dispatch(door.removeExecutionFromQueue('beta/app'));
    expect(door.selectExecutionQueue(store.getState())).toEqual([{ projectId: shop, priority: 5 }]);
  });

  test('an injected error task counts until it is done', () => {
    const store = hostStore();
    store.dispatch(door.addInjectedErrorTask({ id: 'e-1', title: 'Resolve Error: check_failed', priority: 'critical' }));
    expect(store.getState().devTeam.errorResolutionInProgress).toBe(true);
    store.dispatch(door.updateTaskStatus({ taskId: 'e-1', status: 'completed' }));
    expect(store.getState().devTeam).toMatchObject({ errorResolutionInProgress: false, completedTasks: ['e-1'] });
  });

  test('permissions decide whether there is anything to press', () => {
    const store = hostStore();
    store.dispatch(door.setPermissions(['inject.request']));
    expect(door.selectCanAutomate(store.getState())).toBe(false);
    store.dispatch(door.setPermissions(['automate.start']));
    expect(door.selectCanAutomate(store.getState())).toBe(true);
  });
});

describe('starting', () => {
  const initialize = 'POST /api/devteam/automation/initialize';

  test('is initializing, then running, with one key for one wish', async () => {
    const client = createMadeUpClient({
      [initialize]: { executionId: 'e7', status: 'initializing', progress: 0, totals: { completed: 0, total: 5 } },
    });
    const store = hostStore({ client });
    const asked = store.dispatch(door.initializeProjectAutomation({ projectId: shop, userId: 'u1', stopPoint: '1.3' }));
    expect(store.getState().devTeam).toMatchObject({ automationStatus: 'initializing', loading: true });
    await asked;
    expect(store.getState().devTeam).toMatchObject({
      automationStatus: 'running',
      loading: false,
      totalTasks: 5,
      currentAutomation: { executionId: 'e7' },
    });
    expect(client.asked).toEqual([
      {
        method: 'POST',
        path: '/api/devteam/automation/initialize',
        body: { projectId: shop, userId: 'u1', stopPoint: '1.3' },
        key: expect.stringMatching(/\S/),
      },
    ]);
  });

  test('that is refused is an error with its message', async () => {
    const body = {
      code: 'project_not_found',
      what: 'There is no such project',
      why: 'no project has this id',
      next: 'Add it.',
      field: 'body.projectId',
    };
    const store = hostStore({ client: createMadeUpClient({ [initialize]: { refused: 404, body } }) });
    await store.dispatch(door.initializeProjectAutomation({ projectId: shop }));
    expect(store.getState().devTeam).toMatchObject({
      automationStatus: 'error',
      loading: false,
      error: 'There is no such project: no project has this id',
      lastError: { code: 'project_not_found', next: 'Add it.' },
    });
    store.dispatch(door.clearError());
    expect(store.getState().devTeam).toMatchObject({ error: null, lastError: null });
  });

  test('of what runs already is what it runs as', async () => {
    const client = createMadeUpClient({
      [initialize]: { refused: 409, body: { code: 'execution_active', what: 'It runs', why: 'since a moment', next: '' } },
      'GET /api/devteam/automation/status/acme%2Fshop': { executionId: 'e1', status: 'running', progress: 50 },
    });
    const store = hostStore({ client });
    await store.dispatch(door.initializeProjectAutomation({ projectId: shop }));
    expect(store.getState().devTeam).toMatchObject({ automationStatus: 'running', progressPercentage: 50, error: null });
  });

  test('answers that come after the end do not bring it back', async () => {
    let answer: (value: unknown) => void = () => undefined;
    const client = createMadeUpClient({ [initialize]: () => new Promise((resolve) => void (answer = resolve)) });
    const store = hostStore({ client });
    const asked = store.dispatch(door.initializeProjectAutomation({ projectId: shop }));
    store.dispatch(door.eventsReceived([update(1, { executionId: 'e7', status: 'completed', endedAt: new Date(0).toISOString() })]));
    answer({ executionId: 'e7', status: 'initializing' });
    await asked;
    expect(store.getState().devTeam.automationStatus).toBe('completed');
  });
});

describe('the live stream', () => {
  test('a course of events ends where it should, with the log and the tasks', () => {
    const store = hostStore();
    store.dispatch(door.snapshotReceived([project()]));
    store.dispatch(
      door.eventsReceived([
        output(11, ['one', 'two']),
        taskDone(12, '1.2'),
        update(13, { totals: { completed: 3, total: 8 }, progress: 37.5 }),
      ]),
    );
    store.dispatch(
      door.eventsReceived([
        update(14, { status: 'waiting_for_human', reason: checkFailed, totals: { completed: 3, total: 8 }, progress: 37.5 }),
      ]),
    );
    const state = store.getState();
    expect(state.devTeam).toMatchObject({
      automationStatus: 'paused',
      completedTasks: ['1.2'],
      progressPercentage: 37.5,
      lastError: { code: 'check_failed' },
    });
    expect(door.selectLog(state, shop).map(({ id, text }) => `${id} ${text}`)).toEqual(['11.0 one', '11.1 two']);
    expect(door.selectExecution(state, shop)).toMatchObject({ customerName: 'Acme', completedCount: 3, seq: 14 });
  });

  test('of 1,500 lines the newest 1,000 are kept, of each project', () => {
    const store = hostStore();
    const lines = (projectId: string) => Array.from({ length: 1500 }, (_, index) => output(index + 1, [`line ${index + 1}`], projectId));
    store.dispatch(door.eventsReceived([...lines(shop), ...lines('beta/app')]));
    for (const projectId of [shop, 'beta/app']) {
      const log = door.selectLog(store.getState(), projectId);
      expect([log.length, log[0]?.text, log.at(-1)?.text]).toEqual([1000, 'line 501', 'line 1500']);
    }
  });

  test('in whatever portions it comes and however often a portion is repeated, the state is the same', () => {
    const statuses: ExecutionStatus[] = ['initializing', 'running', 'paused', 'running', 'stopping', 'stopped'];
    const course: DevTeamEvent[] = Array.from({ length: 24 }, (_, at) =>
      at % 4 === 0
        ? update(at + 1, { status: statuses[at / 4] ?? 'running' })
        : at % 4 === 1
          ? taskDone(at + 1, `1.${at}`)
          : output(at + 1, [`line ${at}`]),
    );
    const stateAfter = (portions: DevTeamEvent[][]): DevTeamState => {
      const store = hostStore();
      for (const portion of portions) store.dispatch(door.eventsReceived(portion));
      return store.getState().devTeam;
    };
    const whole = stateAfter([course]);
    fc.assert(
      fc.property(fc.array(fc.record({ from: fc.nat(24), length: fc.integer({ min: 1, max: 12 }) }), { maxLength: 12 }), (repeats) => {
        const portions: DevTeamEvent[][] = [];
        let told = 0;
        for (const { from, length } of repeats) {
          const end = Math.min(course.length, Math.max(told, from) === told ? told + length : told);
          portions.push(course.slice(told, end), course.slice(Math.min(from, end), end));
          told = end;
        }
        expect(stateAfter([...portions, course.slice(told)])).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test('a project is either active or ended, whatever happens to it', () => {
    const statuses: ExecutionStatus[] = [
      'idle',
      'initializing',
      'running',
      'paused',
      'waiting_for_human',
      'stopping',
      'stopped',
      'completed',
      'error',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...statuses), { minLength: 1, maxLength: 20 }), (course) => {
        const store = hostStore();
        course.forEach((status, at) => store.dispatch(door.eventsReceived([update(at + 1, { status })])));
        const { activeExecutions, endedExecutions } = store.getState().devTeam;
        const last = course.at(-1) ?? 'idle';
        expect([shop in activeExecutions, shop in endedExecutions]).toEqual([!isEnded(last), isEnded(last)]);
      }),
      { numRuns: 60 },
    );
  });

  test('a snapshot that is older than what was heard brings names only', () => {
    const store = hostStore();
    store.dispatch(door.eventsReceived([update(20, { status: 'paused' })]));
    store.dispatch(door.snapshotReceived([project({ seq: 15 })]));
    expect(door.selectExecution(store.getState(), shop)).toMatchObject({ status: 'paused', customerName: 'Acme', seq: 20 });
  });

  test('a project that is started for the first time has the names of the snapshot', () => {
    const store = hostStore();
    store.dispatch(door.snapshotReceived([project({ execution: null, currentTask: null, totals: { completed: 0, total: 0 } })]));
    expect(door.selectExecutions(store.getState())).toEqual([]);
    store.dispatch(door.eventsReceived([update(11)]));
    expect(door.selectExecution(store.getState(), shop)).toMatchObject({ customerName: 'Acme', projectName: 'Shop', branch: 'main' });
  });

  test('another execution begins without the tasks of the last one', () => {
    const store = hostStore();
    store.dispatch(door.eventsReceived([update(1), taskDone(2, '1.1'), update(3, { executionId: 'e2', currentTask: null })]));
    expect(door.selectExecution(store.getState(), shop)).toMatchObject({ executionId: 'e2', completedTasks: [], currentTask: null });
  });

  test('an investigation is a critical task with the hypothesis at hand until it ends', () => {
    const store = hostStore();
    const resolution = investigation();
    store.dispatch(door.eventsReceived([update(1), event('resolution-update', 2, { executionId: 'e1', resolution })]));
    expect(store.getState().devTeam).toMatchObject({
      errorResolutionInProgress: true,
      injectedErrorTasks: [
        {
          id: 'r1',
          projectId: shop,
          title: 'Resolve Error: check_failed',
          priority: 'critical',
          attempt: 2,
          hypothesis: 'the lock file is stale',
        },
      ],
      systematicDebugging: { r1: { status: 'investigating' } },
    });
    const resolved = { ...resolution, status: 'resolved' as const, endedAt: resolution.startedAt };
    store.dispatch(door.eventsReceived([event('resolution-update', 3, { executionId: 'e1', resolution: resolved })]));
    expect(store.getState().devTeam).toMatchObject({
      errorResolutionInProgress: false,
      injectedErrorTasks: [{ id: 'r1', status: 'completed' }],
    });
  });

  test('an injection waits, then it is history, and its change of the list is noted', () => {
    const store = hostStore();
    const asked = injection('pending', null);
    store.dispatch(door.eventsReceived([event('injection-update', 1, { executionId: null, injection: asked })]));
    expect(store.getState().devTeam).toMatchObject({ pendingInjections: [{ injectionId: 'i1', status: 'pending' }], injectionHistory: [] });
    store.dispatch(door.eventsReceived([event('injection-update', 2, { executionId: 'e1', injection: injection('done', 'abc1234') })]));
    expect(store.getState().devTeam).toMatchObject({
      pendingInjections: [],
      injectionHistory: [{ injectionId: 'i1', status: 'done', taskId: '2.1.5', result: 'abc1234' }],
      realTimeModifications: [{ injectionId: 'i1', status: 'done' }],
    });
  });

  test('retries are told', () => {
    const store = hostStore();
    store.dispatch(door.eventsReceived([update(1, { currentTask: task({ attempt: 3 }) })]));
    expect(store.getState().devTeam.retryCount).toBe(2);
  });
});

describe('selectors', () => {
  test('lists and figures are made anew only when what they are made of changes', () => {
    const store = hostStore();
    store.dispatch(door.snapshotReceived([project(), project({ projectId: 'beta/app', status: 'waiting_for_human' })]));
    const before = door.selectExecutions(store.getState());
    const figures = door.selectEssentialMetrics(store.getState());
    const count = door.selectExecutions.recomputations();
    for (let turn = 0; turn < 10; turn += 1) {
      store.dispatch(door.setActiveCustomer(`customer ${turn}`));
      expect(door.selectExecutions(store.getState())).toBe(before);
      expect(door.selectEssentialMetrics(store.getState())).toBe(figures);
    }
    expect(door.selectExecutions.recomputations()).toBe(count);
    expect(figures).toEqual({ running: 1, waiting: 1, failed: 0, queued: 0, completedTasks: 4, totalTasks: 16 });
  });

  test('work wherever the reducer is mounted', () => {
    const selectors = door.createDevTeamSelectors((root: { tools: { team: DevTeamState } }) => root.tools.team);
    const state = hostStore({ state: { automationStatus: 'paused' } }).getState().devTeam;
    expect(selectors.selectAutomationStatus({ tools: { team: state } })).toBe('paused');
  });

  test('a project that is not known yet is what the top says, unless that speaks of another', () => {
    const store = hostStore({ state: { automationStatus: 'running' } });
    expect(door.selectIsAutomating(store.getState(), 'any/project')).toBe(true);
    store.dispatch(door.snapshotReceived([project()]));
    expect(door.selectIsAutomating(store.getState(), 'any/project')).toBe(false);
  });
});
