import type { ProjectConfiguration, Role } from '@devteam/api';
import { Route, Routes } from 'react-router';
import { afterEach, describe, expect, test } from 'vitest';
import { createFakeApi } from '../../testing/fake-api.ts';
import { Refusal, createFakeServer } from '../../testing/fake-server.ts';
import { webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { CustomerSettingsPage } from './CustomerSettingsPage.tsx';
import { ProjectSettingsPage } from './ProjectSettingsPage.tsx';
import { projectFields, projectGroups } from './setting-fields.ts';

let rendered: Rendered;
afterEach(() => rendered?.unmount());

const configuration: ProjectConfiguration = {
  projectId: webshop,
  customerId: 'acme',
  repositoryUrl: 'https://example.test/acme/webshop.git',
  name: 'Webshop',
  branch: null,
  taskListPath: null,
  executor: 'replay',
  sandbox: 'docker',
  model: null,
  effort: null,
  checks: null,
  maxAttempts: null,
  priority: 0,
  slots: null,
  push: true,
  landing: 'merge',
  investigate: true,
  goesOnDuringReviews: false,
  preExisting: 'allow',
  injectionApproval: [],
  allow: [],
  registries: [],
};

const open = async (path: string, role: Role = 'owner', more: Partial<ProjectConfiguration> = {}) => {
  const server = createFakeServer();
  let now = { ...configuration, ...more };
  let customer = { customerId: 'acme', name: 'Acme', slots: null as number | null };
  const driver = (name: string, usable = true) => ({ name, label: name, usable, why: null, next: null });
  server.on('listDrivers', () => ({
    executors: [driver('replay'), driver('codex', false)],
    sandboxes: [driver('docker')],
    usualSandbox: 'docker',
  }));
  server.on('readConfiguration', () => now);
  server.on('changeConfiguration', ({ body }) => (now = { ...now, ...(body as Partial<ProjectConfiguration>) }));
  server.on('readCustomer', () => customer);
  server.on('changeCustomer', ({ body }) => (customer = { ...customer, ...(body as Partial<typeof customer>) }));
  const api = createFakeApi();
  api.me = { ...api.me, grants: [{ role, customerId: null, projectId: null }] };
  const pages = (
    <Routes>
      <Route path="/projects/:projectId/settings" element={<ProjectSettingsPage />} />
      <Route path="/customers/:customerId" element={<CustomerSettingsPage />} />
    </Routes>
  );
  rendered = await render(pages, { path, server, api });
  return { server, setNow: (more: Partial<ProjectConfiguration>) => (now = { ...now, ...more }) };
};
const settings = `/projects/${encodeURIComponent(webshop)}/settings`;
const valueOf = (name: string) => (rendered.get(`[data-testid=setting-${name}]`) as HTMLInputElement).value;
const bodies = (server: Awaited<ReturnType<typeof open>>['server']) =>
  server.given('changeConfiguration').map((given) => (given as { body: object }).body);

test('every setting of the wire has its place on the page, once', () => {
  expect(projectGroups.flatMap(({ keys }) => keys).toSorted()).toEqual(Object.keys(projectFields).toSorted());
  const { customerId: _c, projectId: _p, repositoryUrl: _r, ...fields } = configuration;
  expect(Object.keys(projectFields).toSorted()).toEqual(Object.keys(fields).toSorted());
});

describe('settings of a project', () => {
  test('are read, and only what is changed is written, by what was read', async () => {
    const { server } = await open(settings);
    expect(rendered.page.querySelector('[data-testid=save-bar]')).toBeNull();
    await rendered.write('[data-testid=setting-maxAttempts]', '5');
    await rendered.write('[data-testid=setting-priority]', '3');
    await rendered.write('[data-testid=setting-branch]', 'develop');
    await rendered.write('[data-testid=setting-landing]', 'branch-only');
    const bar = rendered.get('[data-testid=save-bar]').textContent;
    expect(bar).toContain('4 changes are not saved');
    expect(bar).toContain('Attempts: 3 → 5');
    expect(bar).toContain(`devteam limits priority ${webshop} 3`);
    await rendered.click('[data-testid=save-settings]');
    expect(bodies(server)).toEqual([{ maxAttempts: 5, priority: 3, branch: 'develop', landing: 'branch-only' }]);
    expect(server.asked.find(({ name }) => name === 'changeConfiguration')?.ifMatch).toMatch(/^"\d+"$/);
    expect(rendered.page.textContent).toContain('Saved.');
    expect(valueOf('maxAttempts')).toBe('5');
  });

  test('an empty field is the usual again, and an empty line no pattern', async () => {
    const { server } = await open(settings, 'owner', { model: 'gpt-5' });
    await rendered.write('[data-testid=setting-model]', '');
    await rendered.write('[data-testid=setting-allow]', '.github/**\n');
    await rendered.click('[data-testid=save-settings]');
    expect(bodies(server)).toEqual([{ model: null, allow: ['.github/**'] }]);
  });

  test('that two edit at once show both values; mine is written only over what I saw', async () => {
    const { server, setNow } = await open(settings);
    await rendered.write('[data-testid=setting-maxAttempts]', '5');
    setNow({ maxAttempts: 7, push: false });
    server.on('changeConfiguration', () => new Refusal('edited_meanwhile'));
    await rendered.click('[data-testid=save-settings]');
    const row = [...rendered.get('[data-testid=conflict-row]').children].map(({ textContent }) => textContent);
    expect(row.slice(0, 4)).toEqual(['Attempts', '5', '7', '3']);
    expect(valueOf('push'), 'what only they changed is taken').toBe('no');
    expect(valueOf('maxAttempts')).toBe('5');
    server.on('changeConfiguration', ({ body }) => ({ ...configuration, ...(body as Partial<ProjectConfiguration>) }));
    await rendered.click('[data-testid=save-settings]');
    expect(bodies(server).at(-1)).toEqual({ maxAttempts: 5 });
    const tags = server.asked.filter(({ name }) => name === 'changeConfiguration').map(({ ifMatch }) => ifMatch);
    expect(tags[0]).not.toBe(tags[1]);
  });

  test('that the server refuses say why and keep what was typed', async () => {
    const { server } = await open(settings);
    server.on('changeConfiguration', () => new Refusal('executor_unknown'));
    await rendered.write('[data-testid=setting-executor]', 'codex');
    await rendered.click('[data-testid=save-settings]');
    expect(rendered.get('[data-testid=failure-card]').dataset['code']).toBe('executor_unknown');
    expect(valueOf('executor')).toBe('codex');
    await rendered.click('[data-testid=reset-settings]');
    expect(valueOf('executor')).toBe('replay');
    expect(rendered.page.querySelector('[data-testid=failure-card]')).toBeNull();
  });

  test('are only read by whoever may not change them', async () => {
    await open(settings, 'developer');
    expect(
      [...rendered.page.querySelectorAll('form > section > div > fieldset')].every((each) => (each as HTMLFieldSetElement).disabled),
    ).toBe(true);
    expect(rendered.page.textContent).toContain('config.write');
  });
});

test('a customer is renamed and limited', async () => {
  const { server } = await open('/customers/acme');
  await rendered.write('[data-testid=setting-slots]', '2');
  expect(rendered.get('[data-testid=save-bar]').textContent).toContain('devteam limits slots 2 --customer acme');
  await rendered.click('[data-testid=save-settings]');
  expect(server.given('changeCustomer')).toMatchObject([{ params: { customerId: 'acme' }, body: { slots: 2 } }]);
  expect(rendered.page.textContent).toContain('webshop');
});
