import { act } from 'react';
import { useLocation } from 'react-router';
import { afterEach, describe, expect, test } from 'vitest';
import { RequestFailed } from '../../http/request-failure.ts';
import { describeFailure } from '@devteam/api';
import { batchReceived } from '../../live/live-slice.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { output, update, webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { FleetPage } from './FleetPage.tsx';

let rendered: Rendered;

function Address() {
  return <output data-testid="address">{useLocation().search}</output>;
}

const open = async (path = '/', api = createFakeApi()) => {
  rendered = await render(
    <>
      <FleetPage />
      <Address />
    </>,
    { path, api },
  );
  return rendered;
};
afterEach(() => rendered.unmount());

const address = () => rendered.get('[data-testid=address]').textContent;
const cards = () =>
  Array.from(rendered.page.querySelectorAll<HTMLElement>('[data-testid=project-card]'), ({ dataset }) => dataset['projectId']);
const card = (projectId: string) => rendered.get(`[data-project-id="${projectId}"]`);

describe('the fleet', () => {
  test('shows a card for each project, needs-you first, with its status for machines and people', async () => {
    await open();
    expect(cards()).toEqual(['cumulus/field-app', 'borealis/billing-api', webshop, 'ember/reports', 'delta/warehouse']);
    expect(card('borealis/billing-api').dataset['status']).toBe('error');
    const { textContent } = card(webshop);
    for (const text of [
      'Acme Retail',
      'webshop',
      'Running',
      '3 of 8 tasks',
      'T-005',
      'VERIFY',
      'verify',
      'attempt 2 of 3',
      'process, not isolated',
      'replay: recorded changes, no model',
    ])
      expect(textContent).toContain(text);
    expect(card('borealis/billing-api').querySelector('[data-testid=reason]')?.textContent).toBe(
      'A check failed: 2 of 214 tests fail after three attempts.',
    );
  });

  test('an event moves one card, and a stop moves it to the front', async () => {
    await open();
    const reason = describeFailure('no_checks');
    await act(async () => {
      rendered.store.dispatch(
        batchReceived([update(1, { status: 'waiting_for_human', reason, totals: { completed: 4, total: 8 } }) as never]),
      );
    });
    expect(cards()[0]).toBe(webshop);
    expect(card(webshop).dataset['status']).toBe('waiting_for_human');
    expect(card(webshop).textContent).toContain('4 of 8 tasks');
  });

  test('the summary counts and filters, and the filter stands in the address', async () => {
    await open('/?q=e');
    const summary = rendered.get('[data-testid=fleet-summary]');
    expect(summary.textContent?.replaceAll(/\s+/g, ' ')).toBe('5 projects2 need you2 running1 completed');
    await rendered.click('[data-attention=running]');
    expect(cards()).toEqual([webshop, 'ember/reports']);
    expect(address()).toBe('?q=e&status=running');
    await rendered.click('[data-attention=running]');
    expect(address()).toBe('?q=e');
  });

  test('a filter that leaves nothing says so and can be taken back', async () => {
    await open('/?q=zzz&status=idle');
    expect(rendered.get('[data-testid=fleet-filtered-empty]').textContent).toContain('None of 5 projects');
    await rendered.click('[data-testid=fleet-filtered-empty] button');
    expect(cards()).toHaveLength(5);
  });

  test('without projects it says what to type', async () => {
    const api = createFakeApi();
    api.details = [];
    await open('/', api);
    expect(rendered.get('[data-testid=fleet-empty]').textContent).toContain('devteam projects add');
    expect(rendered.get('[data-testid=first-project]').getAttribute('href')).toBe('/projects/new');
  });
});

describe('the fleet at a glance', () => {
  test('a card tells how executions ended and what is used of the budget', async () => {
    const api = createFakeApi();
    const execution = (n: number, status: 'completed' | 'error') => ({
      executionId: `e${n}`,
      projectId: webshop,
      customerId: 'acme',
      projectName: 'webshop',
      status,
      reason: null,
      commits: 1,
      startedAt: '2026-11-20T08:00:00Z',
      updatedAt: '2026-11-20T09:00:00Z',
      endedAt: `2026-11-20T0${8 + n}:30:00Z`,
    });
    api.executions = [execution(1, 'completed'), execution(0, 'error')];
    const used = { minutes: 3, attempts: 4, tokens: 0, dollars: 8.5 };
    const scope = { kind: 'customer' as const, id: 'acme' };
    api.budgets = [{ scope, limits: { dollars: 10 }, used, state: 'near', words: null, setBy: 'Ana', setAt: '2026-11-20T08:00:00Z' }];
    await open('/', api);
    const bars = card(webshop).querySelector('[data-testid=execution-bars]');
    expect(bars?.getAttribute('aria-label')).toBe('Last 2 executions: 1 error, 1 completed');
    expect(Array.from(bars?.querySelectorAll('rect') ?? [], (bar) => bar.getAttribute('data-tone'))).toEqual(['failed', 'done']);
    expect(card(webshop).querySelector('[data-testid=budget]')?.textContent).toBe('$8.50 of $10.00, customer');
  });

  test('cards, compact and table show the same projects in the same order, and stand in the address', async () => {
    await open('/?view=table');
    const inTable = cards();
    expect(rendered.get('[data-testid=fleet-table]').querySelectorAll('tbody tr')).toHaveLength(5);
    await rendered.unmount();
    await open('/?density=compact&q=e');
    expect(cards()).toEqual(inTable);
    expect(rendered.get('[data-testid=fleet]').dataset['compact']).toBe('true');
    await rendered.click('[data-attention=running]');
    expect(address()).toBe('?density=compact&q=e&status=running');
  });

  test('the last lines open beside the cards, live, and stand in the address', async () => {
    const api = createFakeApi();
    api.output = [output(1, ['\u001b[31mone\u001b[0m', 'two'])];
    api.details = api.details.map((detail) => (detail.projectId === webshop ? { ...detail, seq: 1 } : detail));
    await open('/', api);
    await rendered.click(`[data-project-id="${webshop}"] [data-testid=peek-button]`);
    expect(address()).toBe('?peek=acme%2Fwebshop');
    const lines = () => rendered.get('[data-testid=peek] pre').textContent;
    expect(lines()).toBe('one\ntwo\n');
    await act(async () => rendered.services.logs.ingest([output(2, ['three'])]));
    expect(lines()).toBe('one\ntwo\nthree\n');
    expect(rendered.get('[data-testid=peek]').textContent).toContain('devteam logs acme/webshop --follow');
    await rendered.click('[aria-label="Close the last lines"]');
    expect(address()).toBe('');
  });
});

describe('many at once', () => {
  const choose = (projectId: string) => rendered.click(`[data-project-id="${projectId}"] input[type=checkbox]`);

  test('a command says whom it reaches and whom not, is given once to each, and each answer is told', async () => {
    await open();
    for (const projectId of [webshop, 'ember/reports', 'delta/warehouse']) await choose(projectId);
    expect(rendered.get('[data-testid=bulk-bar]').textContent).toContain('3 chosen');
    await rendered.click('[data-testid=bulk-pause_after_node]');
    expect(rendered.get('[data-testid=bulk-reached]').textContent).toContain('webshop of Acme Retail');
    expect(rendered.get('[data-testid=bulk-refused]').textContent).toBe('warehouse: Nothing is running.');
    expect(rendered.get('[data-testid=bulk-confirm]').textContent).toContain('devteam pause acme/webshop && devteam pause ember/reports');
    const asked = () => rendered.api.asked.filter((what) => what.startsWith('pause'));
    expect(asked()).toEqual([]);
    await rendered.click('[data-testid=bulk-give]');
    expect(asked()).toEqual([`pause_after_node ${webshop}`, 'pause_after_node ember/reports']);
    expect(rendered.get('[data-testid=bulk-results]').textContent).toContain('2 of 2 asked.');
  });

  test('what a server refuses is told by project, and the others are asked', async () => {
    await open();
    await choose('delta/warehouse');
    await rendered.click('[data-testid=bulk-automate]');
    rendered.api.failure = new RequestFailed(409, describeFailure('execution_active'));
    await rendered.click('[data-testid=bulk-give]');
    expect(rendered.get('[data-testid=bulk-results]').textContent).toContain('1 of 1 asked, 1 refused.');
    expect(rendered.get('[data-testid=bulk-results] li').textContent).toContain('The project is being worked on already');
  });

  test('all that match can be chosen, and what leaves the filter is not reached', async () => {
    await open('/?status=running');
    await choose(webshop);
    await rendered.click('[data-testid=bulk-all]');
    expect(rendered.get('[data-testid=bulk-bar]').textContent).toContain('2 chosen');
    await rendered.click('[data-attention=completed]');
    expect(rendered.page.querySelector('[data-testid=bulk-bar]')).toBeNull();
  });
});

describe('Automate', () => {
  test('opens the sheet of the project, whose place is the address, and starts nothing', async () => {
    await open('/?q=e');
    await rendered.click('[data-project-id="delta/warehouse"] [data-testid=automate]');
    expect(address()).toBe('?q=e&automate=delta%2Fwarehouse');
    expect(rendered.api.asked.filter((what) => what.startsWith('automate'))).toEqual([]);
  });

  test('says why not where it does not', async () => {
    await open();
    const button = card(webshop).querySelector<HTMLElement>('[data-testid=automate]');
    expect(button?.getAttribute('aria-disabled')).toBe('true');
    expect(document.getElementById(button?.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'The project is being worked on already.',
    );
    await rendered.click(`[data-project-id="${webshop}"] [data-testid=automate]`);
    expect(rendered.api.asked).not.toContain(`automate ${webshop}`);
  });
});
