import { describeFailure } from '@devteam/api';
import { act } from 'react';
import { useLocation } from 'react-router';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RequestFailed } from '../../http/request-failure.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { madeUpPreflight } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { NewProjectPage } from './NewProjectPage.tsx';

let rendered: Rendered;
beforeEach(() => localStorage.clear());
afterEach(() => rendered.unmount());

function Address() {
  const { pathname, search } = useLocation();
  return <output data-testid="address">{pathname + search}</output>;
}
const open = async (api = createFakeApi()) => {
  rendered = await render(
    <>
      <NewProjectPage />
      <Address />
    </>,
    { path: '/projects/new', api },
  );
};
const type = (name: string, value: string) =>
  act(async () => {
    const field = rendered.get(`[name=${name}]`) as HTMLInputElement;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
const stateOf = (name: string) => rendered.get(`[data-testid=repository-check][data-name="${name}"]`).dataset['state'];

test('three steps lead from an address to the sheet of the new project, each with a real answer', async () => {
  await open();
  expect(rendered.get('[data-testid=add]').hasAttribute('disabled')).toBe(true);
  await type('repositoryUrl', 'https://git.example/bakery/order-desk.git');
  await rendered.click('[data-testid=look]');
  expect(rendered.api.asked).toContain('inspect {"repositoryUrl":"https://git.example/bakery/order-desk.git","executor":"codex"}');
  expect(['Repository', 'Task list', 'Checks', 'Agent', 'Sandbox'].map(stateOf)).toEqual(['met', 'open', 'met', 'met', 'met']);
  expect(rendered.get('[data-testid=preflight-remarks]').textContent).toContain('task_lists.md:88');
  await type('customer', 'Hallmann Bakery');
  expect(rendered.page.textContent).toContain("--customer 'hallmann-bakery:Hallmann Bakery'");
  await rendered.click('[data-testid=add]');
  expect(rendered.api.asked.some((what) => what.startsWith('add {') && what.includes('"customerId":"hallmann-bakery"'))).toBe(true);
  expect(rendered.get('[data-testid=address]').textContent).toBe(
    '/projects/hallmann-bakery%2Forder-desk?automate=hallmann-bakery%2Forder-desk',
  );
});

test('what is missing says so in four parts where it is missing, and what was found is old once the address changes', async () => {
  const api = createFakeApi();
  const missing = describeFailure('task_list_missing');
  const noAgent = { name: 'codex', label: 'codex: a model', usable: false, why: 'there is no Codex', next: null };
  api.preflight = madeUpPreflight({
    list: null,
    listFailure: missing,
    executor: noAgent,
    blockers: [missing, describeFailure('executor_missing')],
  });
  await open(api);
  await type('repositoryUrl', 'https://git.example/a.git');
  await rendered.click('[data-testid=look]');
  expect([stateOf('Task list'), stateOf('Agent')]).toEqual(['missing', 'missing']);
  const codes = Array.from(rendered.page.querySelectorAll<HTMLElement>('[data-testid=failure-card]'), ({ dataset }) => dataset['code']);
  expect(codes).toEqual(['task_list_missing', 'executor_missing']);
  await type('customer', 'Acme');
  expect(rendered.get('[data-testid=add]').hasAttribute('disabled')).toBe(false);
  await rendered.click('label input[type=checkbox]');
  expect(rendered.page.textContent).toContain('--create-task-list');
  await type('repositoryUrl', 'https://git.example/b.git');
  expect(rendered.page.querySelector('[data-testid=repository-checks]')).toBeNull();
  expect(rendered.get('[data-testid=add]').hasAttribute('disabled')).toBe(true);
});

test('a refusal of the server stands in the form, and what was typed is kept', async () => {
  await open();
  await type('repositoryUrl', 'https://git.example/a.git');
  rendered.api.failure = new RequestFailed(403, describeFailure('forbidden'));
  await rendered.click('[data-testid=look]');
  expect(rendered.get('[data-testid=failure-card]').dataset['code']).toBe('forbidden');
  await rendered.unmount();
  await open();
  expect((rendered.get('[name=repositoryUrl]') as HTMLInputElement).value).toBe('https://git.example/a.git');
});
