import type { BudgetView, UseView } from '@devteam/api';
import { describe, expect, afterEach, test } from 'vitest';
import { createFakeApi } from '../../testing/fake-api.ts';
import { Refusal, createFakeServer } from '../../testing/fake-server.ts';
import { webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { BudgetsPage } from './BudgetsPage.tsx';
import { budgetCommand, consequencesOf, csvOfUse, faultOf } from './budget-words.ts';

let rendered: Rendered;
afterEach(() => rendered?.unmount());

const used = { minutes: 50, attempts: 3, tokens: 12_000, dollars: 4.5 };
const use: UseView = {
  workerSlots: 4,
  slots: 2,
  customers: [{ customerId: 'acme', name: 'Acme', slots: null }],
  projects: [{ projectId: webshop, customerId: 'acme', name: 'Webshop', slots: 1, priority: 2, used }],
};
const budgetOf = (limits: BudgetView['limits'], state: BudgetView['state'] = 'open'): BudgetView => ({
  scope: { kind: 'project', id: webshop },
  limits,
  used,
  state,
  words: null,
  setBy: 'Ben',
  setAt: '2026-11-20T09:00:00Z',
});

const open = async (path = '/budgets', role: 'owner' | 'viewer' = 'owner') => {
  const server = createFakeServer();
  let budgets = [budgetOf({ minutes: 60 }, 'near')];
  server.on('readUse', () => use);
  server.on('listBudgets', () => ({ items: budgets }));
  server.on('setBudget', ({ body }) => {
    budgets = Object.keys(body.limits).length === 0 ? [] : [budgetOf(body.limits)];
    return { items: budgets };
  });
  const api = createFakeApi();
  api.me = { ...api.me, grants: [{ role, customerId: null, projectId: null }] };
  rendered = await render(<BudgetsPage />, { path, server, api });
  return server;
};

describe('the budgets', () => {
  test('show what is used of what may be, near the end in words, too', async () => {
    await open();
    const project = rendered.get('[data-testid=project-budget]');
    const minutes = project.querySelector<HTMLElement>('[data-testid=meter-minutes]');
    expect(minutes?.textContent).toContain('50 minutes of 60 minutes 83 %, nearly used up');
    expect(minutes?.dataset['tone']).toBe('warning');
    expect(project.querySelector('[data-testid=meter-dollars]')?.textContent).toContain('$4.50 no limit');
    expect(project.textContent).toContain('at most 1 steps at once, priority 2');
    expect(project.textContent).toContain('Set by Ben');
    expect(rendered.page.textContent).toContain('Workers have 4 slots for steps that need a sandbox; at most 2');
  });

  test('are edited with what happens then, and the command for it', async () => {
    const server = await open();
    await rendered.click('[data-testid=edit-budget]');
    await rendered.write('[data-testid=limit-minutes]', '40');
    await rendered.write('[data-testid=limit-dollars]', '10');
    expect(rendered.get('[data-testid=budget-consequences]').textContent).toContain('50 minutes are used already');
    expect(rendered.get('[data-testid=budget-dialog] [data-testid=command-line]').textContent).toContain(
      `devteam budget set --project ${webshop} --minutes 40 --dollars 10`,
    );
    await rendered.click('[data-testid=save-budget]');
    expect(server.given('setBudget')).toEqual([
      { params: { projectId: webshop }, query: undefined, body: { limits: { minutes: 40, dollars: 10 } } },
    ]);
    expect(rendered.get('[data-testid=meter-minutes][data-tone=waiting]').textContent).toContain('of 40 minutes');
    expect(rendered.page.querySelector('[data-testid=budget-dialog] form')).toBeNull();
  });

  test('are not sent while a field holds no number', async () => {
    const server = await open(`/budgets?limits=${encodeURIComponent(`project:${webshop}`)}`);
    await rendered.write('[data-testid=limit-tokens]', 'many');
    await rendered.click('[data-testid=save-budget]');
    expect(server.given('setBudget')).toEqual([]);
  });

  test('say what the server refuses and keep what was typed', async () => {
    const server = await open(`/budgets?limits=${encodeURIComponent(`project:${webshop}`)}`);
    server.on('setBudget', () => new Refusal('forbidden'));
    await rendered.write('[data-testid=limit-tokens]', '500');
    await rendered.click('[data-testid=save-budget]');
    expect(rendered.get('[data-testid=budget-dialog] [data-testid=failure-card]').dataset['code']).toBe('forbidden');
    expect((rendered.get('[data-testid=limit-tokens]') as HTMLInputElement).value).toBe('500');
  });

  test('are not offered to whoever may not set them', async () => {
    await open('/budgets', 'viewer');
    expect(rendered.page.querySelector('[data-testid=edit-budget]')).toBeNull();
  });
});

test('consequences name the fifths', () => {
  expect(consequencesOf({ dollars: 10 }, used)[0]).toBe(
    '$4.50 are used; at $8.00 you are told, and at $10.00 nothing more is started until it is raised.',
  );
  expect(consequencesOf({}, used)).toHaveLength(1);
});

test('commands name the place', () => {
  expect(budgetCommand({ kind: 'customer', id: 'acme' }, {})).toBe('devteam budget set --customer acme --none');
  expect(budgetCommand({ kind: 'task', id: 'acme/webshop T 1' }, { tokens: 5 })).toBe(
    "devteam budget set --project acme/webshop --task 'T 1' --tokens 5",
  );
});

test('a field takes numbers above zero, and nothing', () => {
  expect(['', ' ', '3', '0.5'].map(faultOf)).toEqual([null, null, null, null]);
  for (const text of ['0', '-1', 'x', 'Infinity']) expect(faultOf(text)).not.toBeNull();
});

test('the table has a line a project', () => {
  expect(csvOfUse(use, () => ({ minutes: 60 })).split('\r\n')[1]).toBe(`"acme","${webshop}",50,60,3,,12000,,4.5,,1,2`);
});
