import type { ExecutionStatus, ProjectView } from '@devteam/api';
import { executionStatuses } from '@devteam/api';
import { expect, test } from 'vitest';
import { createStore } from '../../app/store.ts';
import { batchReceived } from '../../live/live-slice.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { madeUpViews, webshop } from '../../testing/made-up.ts';
import { loadProjects } from './projects-slice.ts';
import { type FleetFilter, sameButOutput, selectFleetCounts, selectFleetOrder, selectLastOutputAt } from './selectors.ts';

const all: FleetFilter = { text: '', attention: null };
const storeOf = (projects: ProjectView[]) => {
  const store = createStore(createFakeApi());
  store.dispatch(loadProjects.fulfilled({ projects, serverTime: '2026-11-20T10:00:00Z' }, 'r', undefined));
  return store;
};
const withStatus = (status: ExecutionStatus, name: string): ProjectView => {
  const [view] = madeUpViews();
  if (!view?.execution) throw new Error('the first made-up project has an execution');
  return { ...view, projectId: `x/${name}`, name, customerName: 'X', execution: { ...view.execution, status } };
};

test('what needs the reader comes first: a question, then an error, then what runs, then the rest', () => {
  const statuses = executionStatuses.toReversed();
  const store = storeOf([...statuses.map((status) => withStatus(status, status)), { ...withStatus('idle', 'never'), execution: null }]);
  const order = selectFleetOrder(store.getState(), all).map((id) => id.slice(2));
  expect(order.slice(0, 2)).toEqual(['waiting_for_human', 'error']);
  expect(order.slice(2, 5)).toEqual(['initializing', 'running', 'stopping']);
  expect(order.slice(5)).toEqual(['paused', 'stopped', 'completed', 'idle', 'never']);
});

test('within a rank the order is by name, with numbers as numbers', () => {
  const store = storeOf(['shop-10', 'shop-9', 'atlas'].map((name) => withStatus('running', name)));
  expect(selectFleetOrder(store.getState(), all)).toEqual(['x/atlas', 'x/shop-9', 'x/shop-10']);
});

test('the order stays the same array while only numbers move', () => {
  const store = storeOf(madeUpViews());
  const before = selectFleetOrder(store.getState(), all);
  const counts = selectFleetCounts(store.getState());
  store.dispatch(batchReceived([{ type: 'output', projectId: webshop, fromSeq: 1, seq: 1, ts: '2026-11-20T10:00:09.123Z' }]));
  expect(selectFleetOrder(store.getState(), { ...all })).toBe(before);
  expect(selectFleetCounts(store.getState())).toBe(counts);
  expect(selectLastOutputAt(store.getState(), webshop)).toBe('2026-11-20T10:00:09Z');
});

test('counts go by what is asked of the reader', () => {
  expect(selectFleetCounts(storeOf(madeUpViews()).getState())).toEqual({
    all: 5,
    'needs-you': 2,
    running: 2,
    paused: 0,
    stopped: 0,
    completed: 1,
    idle: 0,
  });
});

test.each([
  [{ text: 'ACME', attention: null }, [webshop]],
  [{ text: 'invoice filter', attention: null }, [webshop]],
  [{ text: 't-011', attention: null }, ['borealis/billing-api']],
  [{ text: 'acme ember', attention: null }, []],
  [{ text: '', attention: 'needs-you' as const }, ['cumulus/field-app', 'borealis/billing-api']],
  [{ text: 'billing', attention: 'running' as const }, []],
])('the filter %o leaves %o', (filter, expected) => {
  expect(selectFleetOrder(storeOf(madeUpViews()).getState(), filter)).toEqual(expected);
});

test('a line of output is no reason to draw a card again, anything else is', () => {
  const [view] = madeUpViews();
  if (!view) throw new Error('there are made-up projects');
  expect(sameButOutput(view, { ...view, seq: 99, lastOutputAt: '2026-11-20T11:00:00Z' })).toBe(true);
  expect(sameButOutput(view, { ...view, progress: 99 })).toBe(false);
  expect(sameButOutput(view, undefined)).toBe(false);
});
