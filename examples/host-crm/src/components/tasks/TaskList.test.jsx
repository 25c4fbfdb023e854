import { act, fireEvent, render, screen } from '@testing-library/react';
import React, { StrictMode } from 'react';
import { Provider } from 'react-redux';
import { ErrorResolutionBadge, addInjectedErrorTask, setPermissions } from '@devteam/redux';
import { projects, tasks } from '../../data.js';
import { makeStore } from '../../store/index.js';
import TaskList from './TaskList.jsx';

let said;
const { error, warn } = console;
beforeEach(() => {
  said = [];
  const hear = (...words) => void said.push(words.map(String).join(' '));
  Object.assign(console, { error: hear, warn: hear });
});
afterEach(() => {
  Object.assign(console, { error, warn });
  // React, and the toolkit's checks for what cannot be stored and what was changed behind its back.
  expect(said).toEqual([]);
});

const draw = (store) =>
  render(
    <StrictMode>
      <Provider store={store}>
        <TaskList project={projects[0]} tasks={tasks} />
      </Provider>
    </StrictMode>,
  );
const storeWith = (devTeam) => makeStore({ proposals: { byId: {}, timers: [] }, devTeam });

/** What the CRM's server would answer. */
const answering = (answer) => {
  const asked = [];
  globalThis.fetch = async (url, { body, method }) => {
    asked.push({ method, url, body: body && JSON.parse(body) });
    return answer();
  };
  return asked;
};

test('the package is the CommonJS one, and the app keeps its own React 18', () => {
  expect(require.resolve('@devteam/redux')).toMatch(/[/\\]cjs[/\\]index\.js$/);
  expect(React.version).toBe('18.3.1');
});

test('a person who may automate sees the button beside «Start Timer», and not at a task that is done', () => {
  draw(storeWith({ canAutomate: true }));
  const timers = screen.getAllByText('Start Timer');
  const buttons = screen.getAllByText('Automate Project');
  expect(buttons.map((button) => button.parentElement)).toEqual(timers.map((timer) => timer.parentElement));
  expect(buttons).toHaveLength(tasks.filter((task) => !task.isCompleted).length);
});

test('nobody else does', () => {
  draw(makeStore());
  expect(screen.queryByText('Automate Project')).toBeNull();
});

test('while it runs, the buttons say so and cannot be pressed', () => {
  draw(storeWith({ canAutomate: true, automationStatus: 'running' }));
  for (const button of screen.getAllByText('Automating...')) expect(button.disabled).toBe(true);
  expect(screen.queryByText('Automate Project')).toBeNull();
});

test('a click starts the project of the row, and the row itself is not clicked', async () => {
  const asked = answering(() => new Promise(() => {}));
  const store = storeWith({ canAutomate: true });
  draw(store);
  fireEvent.click(screen.getAllByText('Automate Project')[0]);
  expect(store.getState().devTeam.automationStatus).toBe('initializing');
  expect(screen.getAllByText('Automating...')).toHaveLength(2);
  expect(screen.queryByText(tasks[0].description)).toBeNull();
  await act(async () => {});
  expect(asked).toEqual([{ method: 'POST', url: '/api/devteam/automation/initialize', body: { projectId: 'hallmann-bakery/order-desk' } }]);
});

test('an error task shows its title and «critical»', () => {
  const store = makeStore();
  store.dispatch(addInjectedErrorTask({ id: 'e1', title: 'Resolve Error: check_failed', priority: 'critical' }));
  render(
    <Provider store={store}>
      <ErrorResolutionBadge />
    </Provider>,
  );
  expect(screen.getByText('Resolve Error: check_failed')).toBeTruthy();
  expect(screen.getByText('critical')).toBeTruthy();
});

test('permissions come from the app, and its own state stays as it is', () => {
  const store = makeStore();
  const before = store.getState().proposals;
  act(() => void store.dispatch(setPermissions(['automate.start', 'inject.request'])));
  draw(store);
  expect(screen.getAllByText('Automate Project')).toHaveLength(2);
  expect(screen.getByText('Inject Task')).toBeTruthy();
  expect(store.getState().proposals).toBe(before);
});
