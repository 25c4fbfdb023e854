import { act } from 'react';
import { useLocation } from 'react-router';
import { afterEach, describe, expect, test } from 'vitest';
import { describeFailure } from '@devteam/api';
import { batchReceived } from '../../live/live-slice.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { update, webshop } from '../../testing/made-up.ts';
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
    expect(rendered.get('[data-testid=fleet-empty]').textContent).toContain('devteam run');
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
