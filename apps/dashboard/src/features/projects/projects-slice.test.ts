import { type Event, type NodeView, type ProjectDetail, type TaskView, describeFailure } from '@devteam/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AppStore, createStore } from '../../app/store.ts';
import { condense } from '../../live/live-packets.ts';
import { batchReceived } from '../../live/live-slice.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { detailOf, event, output, update, viewOf, webshop } from '../../testing/made-up.ts';
import { loadProject, loadProjects } from './projects-slice.ts';
import { selectAttemptNodes, selectDiagnostics, selectProject, selectStale, selectTaskRows } from './selectors.ts';

const receive = (store: AppStore, ...events: Event[]) => store.dispatch(batchReceived(condense(events)));
const fleet = (store: AppStore, ...projects: ProjectDetail[]) =>
  store.dispatch(loadProjects.fulfilled({ projects: projects.map(viewOf), serverTime: '2026-11-20T10:00:00Z' }, 'r', undefined));
const detail = (store: AppStore, project: ProjectDetail) =>
  store.dispatch(loadProject.fulfilled(structuredClone(project), 'r', project.projectId));

/** The webshop, its snapshot taken at sequence 10. */
const shopAt = (seq: number, more: Partial<ProjectDetail> = {}): ProjectDetail => ({ ...detailOf(webshop), seq, ...more });
const shopStore = () => {
  const store = createStore(createFakeApi());
  fleet(store, shopAt(10));
  return store;
};
const shop = (store: AppStore) => selectProject(store.getState(), webshop);
const stale = (store: AppStore) => [...selectStale(store.getState())];
const taskAt = (index: number, more: Partial<TaskView> = {}): TaskView => {
  const task = detailOf(webshop).tasks[index];
  if (!task) throw new Error(`no task ${index}`);
  return { ...task, ...more };
};
const taskUpdate = (seq: number, task: TaskView) => event('task-update', seq, { executionId: 'e1', task });
const nodeUpdate = (seq: number, taskKey: string, node: NodeView) => event('node-update', seq, { executionId: 'e1', taskKey, node });
const node = (name: string, status: NodeView['status'], attempt = 1): NodeView => ({
  node: name,
  attempt,
  status,
  startedAt: '2026-11-20T09:58:00Z',
  endedAt: null,
  failure: null,
});

describe('a packet of the stream', () => {
  test('moves the project on', () => {
    const store = shopStore();
    receive(store, update(11, { commits: 4, totals: { completed: 4, total: 8 }, progress: 50 }), output(12, ['line']));
    expect(shop(store)).toMatchObject({ seq: 12, progress: 50, totals: { completed: 4 }, execution: { commits: 4, stopAfter: ['T-008'] } });
    expect(shop(store)?.lastOutputAt).toBe(output(12, []).ts);
    expect(stale(store)).toEqual([]);
  });

  test('of a task brings the counts of its list with it', () => {
    const store = shopStore();
    const totals = { completed: 5, total: 8 };
    receive(store, event('task-update', 11, { executionId: 'e1', task: taskAt(0, { status: 'completed' }), totals }));
    expect(shop(store)).toMatchObject({ totals, progress: 62.5 });
  });

  test('that is late or doubled changes nothing', () => {
    const store = shopStore();
    receive(store, update(11, { commits: 4 }), update(12, { commits: 5 }));
    const before = store.getState().projects;
    receive(store, update(11, { commits: 4 }), update(12, { commits: 5 }), update(9, { commits: 1 }), output(10, ['old']));
    expect(store.getState().projects, 'not even a new object').toBe(before);
  });

  test('after a hole is applied, and the project is read again', () => {
    const store = shopStore();
    receive(store, update(11), update(14, { commits: 9 }));
    expect(shop(store)).toMatchObject({ seq: 14, execution: { commits: 9 } });
    expect(stale(store)).toEqual([webshop]);
    fleet(store, shopAt(14));
    expect(stale(store)).toEqual([]);
  });

  test('a run of output with the hole inside is noticed as well', () => {
    const store = shopStore();
    receive(store, output(11, ['a']), output(13, ['c']));
    expect(stale(store)).toEqual([webshop]);
  });

  test('of an unknown project asks for a snapshot', () => {
    const store = shopStore();
    receive(store, output(1, ['hello'], {}, 'new/one'));
    expect(stale(store)).toEqual(['new/one']);
  });

  test('of a new execution asks for its stop points, which the event does not carry', () => {
    const store = shopStore();
    receive(store, update(11, { executionId: 'e2' }));
    expect(shop(store)?.execution).toMatchObject({ executionId: 'e2', stopAfter: [] });
    expect(stale(store)).toEqual([webshop]);
  });

  test('«completion» ends the execution', () => {
    const store = shopStore();
    const executionId = shop(store)?.execution?.executionId ?? '';
    receive(
      store,
      event('completion', 11, {
        executionId,
        status: 'completed',
        reason: null,
        durationMs: 9,
        completedTasks: 8,
        totalTasks: 8,
        commits: 8,
      }),
    );
    expect(shop(store)).toMatchObject({ totals: { completed: 8, total: 8 }, execution: { status: 'completed', commits: 8 } });
    expect(shop(store)?.execution?.endedAt).not.toBeNull();
  });

  test('«completion» of one that waits for a person does not end it', () => {
    const store = shopStore();
    const executionId = shop(store)?.execution?.executionId ?? '';
    const more = { reason: describeFailure('no_checks'), durationMs: 9, completedTasks: 3, totalTasks: 8, commits: 3 };
    receive(store, event('completion', 11, { executionId, status: 'waiting_for_human', ...more }));
    expect(shop(store)?.execution).toMatchObject({ status: 'waiting_for_human', endedAt: null, reason: { code: 'no_checks' } });
  });
});

describe('a snapshot', () => {
  test('older than the stream keeps what the stream said, and brings what it does not say', () => {
    const store = shopStore();
    receive(store, update(11, { commits: 7 }));
    fleet(store, shopAt(10, { name: 'renamed' }));
    expect(shop(store)).toMatchObject({ name: 'renamed', seq: 11, execution: { commits: 7 } });
  });

  test('without a project takes it away with its tasks', () => {
    const store = shopStore();
    detail(store, shopAt(10));
    fleet(store);
    expect(shop(store)).toBeUndefined();
    expect(store.getState().projects.tasks.ids).toEqual([]);
  });

  test('of one project does not undo what came while it was on its way', () => {
    const store = shopStore();
    receive(store, taskUpdate(11, taskAt(4, { attempt: 3 })), nodeUpdate(12, 'T-005', node('verify', 'failed', 2)));
    detail(store, shopAt(10));
    expect(selectTaskRows(store.getState(), webshop)[4]).toMatchObject({ attempt: 3 });
    expect(selectAttemptNodes(store.getState(), webshop)?.rows.map((row) => `${row.node} ${row.status}`)).toEqual([
      'gatherContext completed',
      'constructPrompt completed',
      'codeExecution completed',
      'verify failed',
      'merge blocked',
      'push blocked',
    ]);
  });

  test('that overtakes the stream does not make it lose tasks: their facts are counted apart', () => {
    const store = shopStore();
    detail(store, shopAt(10));
    fleet(store, shopAt(20));
    receive(store, taskUpdate(15, taskAt(5, { status: 'active' })));
    expect(selectTaskRows(store.getState(), webshop)[5]).toMatchObject({ status: 'active' });
    expect(shop(store)?.seq).toBe(20);
  });
});

describe('tasks and nodes', () => {
  test('a new list replaces the old one in its order; an older one is refused', () => {
    const store = shopStore();
    detail(store, shopAt(10));
    const tasks = [taskAt(3), taskAt(0)];
    receive(
      store,
      event('task-list-update', 11, {
        executionId: 'e1',
        taskListPath: 'TASKS.md',
        dialect: 'x',
        commit: 'c',
        tasks,
        diagnostics: ['TASKS.md:3:1: id: twice'],
      }),
    );
    detail(store, shopAt(10));
    expect(selectTaskRows(store.getState(), webshop).map((row) => row.key)).toEqual([tasks[0]?.key, tasks[1]?.key]);
    expect(selectDiagnostics(store.getState(), webshop)).toHaveLength(1);
    expect(shop(store)?.taskListPath).toBe('TASKS.md');
    expect(store.getState().projects.tasks.ids).toHaveLength(2);
  });

  test('a list that is late does not put back the order of before', () => {
    const store = shopStore();
    const listUpdate = (seq: number, tasks: TaskView[]) =>
      event('task-list-update', seq, { executionId: 'e1', taskListPath: null, dialect: null, commit: 'c', tasks, diagnostics: [] });
    receive(store, listUpdate(12, [taskAt(1), taskAt(0)]));
    receive(store, listUpdate(11, [taskAt(0), taskAt(1), taskAt(3)]));
    expect(selectTaskRows(store.getState(), webshop).map((row) => row.key)).toEqual(['T-002', 'T-001']);
  });

  test('the nodes shown are those of the newest attempt, and another task begins anew', () => {
    const store = shopStore();
    detail(store, shopAt(10));
    receive(store, nodeUpdate(11, 'T-005', node('gatherContext', 'running', 3)));
    expect(selectAttemptNodes(store.getState(), webshop)).toMatchObject({
      taskKey: 'T-005',
      attempt: 3,
      rows: [{ node: 'gatherContext' }],
    });
    receive(store, nodeUpdate(12, 'T-006', node('gatherContext', 'running', 1)));
    expect(selectAttemptNodes(store.getState(), webshop)).toMatchObject({ taskKey: 'T-006', attempt: 1 });
  });

  test('an update of another project leaves the rows as they are', () => {
    const store = shopStore();
    fleet(store, shopAt(10), detailOf('borealis/billing-api'));
    detail(store, shopAt(10));
    const before = selectTaskRows(store.getState(), webshop);
    receive(store, event('task-update', 1, { executionId: 'e', task: taskAt(0) }, 'borealis/billing-api'));
    expect(selectTaskRows(store.getState(), webshop)).toBe(before);
  });
});

test('however snapshots and stream overlap, the end is what the last facts say', () => {
  const keys = ['T-001', 'T-002', 'T-003'];
  const facts = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('execution' as const), value: fc.nat(99) }),
      fc.record({ kind: fc.constant('task' as const), value: fc.nat(99), key: fc.constantFrom(...keys) }),
      fc.record({ kind: fc.constant('output' as const), value: fc.nat(9) }),
      fc.record({ kind: fc.constant('list' as const), value: fc.nat(99), order: fc.shuffledSubarray(keys, { minLength: 3 }) }),
    ),
    { minLength: 1, maxLength: 30 },
  );
  const rowOf = (key: string, attempt: number): TaskView => ({ ...taskAt(0), key, id: key, attempt });

  fc.assert(
    fc.property(facts, fc.nat(), fc.nat(), fc.nat(), fc.boolean(), (list, fleetAt, detailAt, from, detailFirst) => {
      const events: Event[] = list.map((fact, index) => {
        const seq = index + 1;
        if (fact.kind === 'execution') return update(seq, { commits: fact.value });
        if (fact.kind === 'task') return taskUpdate(seq, rowOf(fact.key, fact.value));
        if (fact.kind === 'output') return output(seq, ['line']);
        const tasks = fact.order.map((key) => rowOf(key, fact.value));
        return event('task-list-update', seq, {
          executionId: 'e1',
          taskListPath: null,
          dialect: null,
          commit: 'c',
          tasks,
          diagnostics: [],
        });
      });
      const serverAt = (count: number): ProjectDetail => {
        const at = shopAt(count, { tasks: keys.map((key) => rowOf(key, 0)) });
        for (const each of events.slice(0, count)) {
          if (each.type === 'execution-update' && at.execution) at.execution = { ...at.execution, commits: each.payload.commits };
          if (each.type === 'task-list-update') at.tasks = each.payload.tasks;
          if (each.type === 'task-update') at.tasks = at.tasks.map((row) => (row.key === each.payload.task.key ? each.payload.task : row));
        }
        return at;
      };
      const store = createStore(createFakeApi());
      const start = fleetAt % (events.length + 1);
      fleet(store, serverAt(start));
      const arriving = events.slice(from % (start + 1));
      const snapshot = serverAt(Math.max(start, detailAt % (events.length + 1)));
      if (detailFirst) detail(store, snapshot);
      for (const each of arriving) receive(store, each, each);
      if (!detailFirst) detail(store, snapshot);

      const end = serverAt(events.length);
      expect(shop(store)?.execution?.commits).toBe(end.execution?.commits);
      expect(shop(store)?.seq).toBe(events.length);
      expect(selectTaskRows(store.getState(), webshop).map((row) => [row.key, row.attempt])).toEqual(
        end.tasks.map((row) => [row.key, row.attempt]),
      );
      expect(stale(store)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
