import { describeFailure } from '@devteam/api';
import { useLocation } from 'react-router';
import { afterEach, expect, test } from 'vitest';
import { RequestFailed } from '../../http/request-failure.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { madeUpPreflight } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { PreflightSheet } from './PreflightSheet.tsx';

let rendered: Rendered;
afterEach(() => rendered.unmount());

const Address = () => <output data-testid="address">{useLocation().search}</output>;
const idle = 'delta/warehouse';
const open = async (api = createFakeApi(), search = `?q=a&automate=${encodeURIComponent(idle)}`) => {
  rendered = await render(
    <>
      <PreflightSheet />
      <Address />
    </>,
    { path: `/${search}`, api },
  );
};
const words = (testId: string) => rendered.get(`[data-testid=${testId}]`).textContent;

test('the address opens it, and it says what was understood, what was not and where, and what will work', async () => {
  await open();
  expect(words('preflight-headline')).toBe('2 tasks will be carried out, 1 open one can never start.');
  const remark = rendered.get('[data-testid=preflight-remarks] [data-line="88"]').textContent;
  for (const text of ['task_lists.md:88', 'E101', '- Dependencies: T-099', 'T-099 is no task', 'Name a task that is in the list.'])
    expect(remark).toContain(text);
  expect(words('preflight-order')).toContain('T-002 Add the page');
  expect(words('preflight-stuck')).toContain('T-004 Wait for what is not there: has an error in the list');
  const facts = words('preflight-facts');
  for (const text of [
    'main',
    'npm test',
    'recognized in the repository',
    'process, not isolated',
    'no limit is set',
    'recorded changes, no model',
  ])
    expect(facts).toContain(text);
});

test('stop points are set here, go into the command, and start with it', async () => {
  await open();
  await rendered.click('[data-key="T-002"] button');
  await rendered.click('[data-key="T-003"] button');
  await rendered.click('[data-key="T-002"] button');
  expect(words('command-line')).not.toContain('T-002');
  const commands = Array.from(rendered.page.querySelectorAll('[data-testid=command-line]'), ({ textContent }) => textContent?.trim());
  expect(commands).toContain(`devteam automate ${idle} --stop-after T-003`);
  await rendered.click('[data-testid=preflight-start]');
  expect(rendered.api.asked).toContain(`automate ${idle} T-003`);
  expect(words('address')).toBe('?q=a');
});

test('a dry run looks again, and what stands in the way keeps it from starting', async () => {
  const api = createFakeApi();
  api.preflight = madeUpPreflight({
    list: null,
    listFailure: describeFailure('task_list_missing'),
    blockers: [describeFailure('task_list_missing')],
  });
  await open(api);
  expect(words('preflight-headline')).toBe('1 thing is in the way.');
  expect(rendered.get('[data-testid=failure-card]').dataset['code']).toBe('task_list_missing');
  expect(rendered.get('[data-testid=trouble-link]').getAttribute('href')).toBe('/troubleshooting/list?code=task_list_missing');
  expect(rendered.get('[data-testid=preflight-start]').hasAttribute('disabled')).toBe(true);
  api.preflight = madeUpPreflight();
  await rendered.click('[data-testid=preflight-dry-run]');
  expect(rendered.get('[data-testid=preflight-start]').hasAttribute('disabled')).toBe(false);
  expect(api.asked.filter((what) => what.startsWith('preflight'))).toHaveLength(2);
});

test('what the server refuses is shown, and the sheet stays', async () => {
  await open();
  rendered.api.failure = new RequestFailed(409, describeFailure('execution_active'));
  await rendered.click('[data-testid=preflight-start]');
  expect(rendered.get('[data-testid=failure-card]').dataset['code']).toBe('execution_active');
  expect(words('address')).toContain('automate=');
});
