import { Route, Routes } from 'react-router';
import { afterEach, expect, test } from 'vitest';
import { paths } from '../../app/paths.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { TroublePage } from './TroublePage.tsx';
import { troubleNames, troublePages } from './trouble-pages.ts';

let rendered: Rendered;
afterEach(() => rendered.unmount());
const open = async (path: string) => {
  rendered = await render(
    <Routes>
      <Route path={paths.troublePattern} element={<TroublePage />} />
    </Routes>,
    { path },
  );
};

test.each(troubleNames)('%s says what to look at and gives commands, and a code its four parts', async (name) => {
  const { codes, steps, title } = troublePages[name];
  await open(`${paths.trouble(name)}?code=${codes[0]}`);
  expect(rendered.get('h1').textContent).toBe(title);
  const card = rendered.get('[data-testid=failure-card]');
  expect(card.dataset['code']).toBe(codes[0]);
  for (const part of ['why', 'tried', 'next']) expect(card.querySelector(`[data-part=${part}] dd`)?.textContent).toMatch(/\w/);
  expect(card.querySelector('[data-testid=trouble-link]')).toBeNull();
  for (const command of steps.flatMap(({ command: each }) => each ?? [])) expect(rendered.page.textContent).toContain(command);
});

test('shows what the machine has, as it is now', async () => {
  await open('/troubleshooting/agent');
  expect(rendered.get('[data-testid=trouble-evidence]').textContent).toContain('recorded changes, no model');
  expect(rendered.api.asked).toContain('drivers');
});

test('a page that is not there says so', async () => {
  await open('/troubleshooting/none');
  expect(rendered.get('[data-testid=failure-card]').dataset['code']).toBe('not_found');
});
