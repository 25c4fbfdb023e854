import { type Grant, type Role, type TokenView, type UserView, permissions, rolePermissions } from '@devteam/api';
import { afterEach, describe, expect, test } from 'vitest';
import { createFakeApi } from '../../testing/fake-api.ts';
import { Refusal, createFakeServer } from '../../testing/fake-server.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { MembersPage } from './MembersPage.tsx';
import { changeCommand, inviteCommand, tokenCommand } from './place-words.ts';

let rendered: Rendered;
afterEach(() => rendered?.unmount());

const everywhere = { customerId: null, projectId: null };
const personOf = (more: Partial<UserView> = {}): UserView => ({
  userId: 'ben',
  name: 'Ben',
  email: 'ben@example.test',
  source: 'password',
  grants: [{ role: 'viewer', ...everywhere }],
  disabled: false,
  createdAt: '2026-11-01T09:00:00Z',
  ...more,
});

const open = async (show: string, { role = 'owner' }: { role?: Role } = {}) => {
  const server = createFakeServer();
  let ben = personOf();
  let tokens: TokenView[] = [];
  server.on('listUsers', () => ({ items: [ben], next: null }));
  server.on('findUser', () => ben);
  server.on('changeUser', ({ body }) => (ben = { ...ben, ...(body as Partial<UserView>) }));
  server.on('inviteUser', () => ({ code: 'c', link: 'https://team.test/join#secret', expiresAt: '2026-11-23T10:00:00Z' }));
  server.on('listTokens', () => ({ items: tokens }));
  server.on('makeToken', ({ body }) => {
    const { customerId, name, permissions: may, projectId } = body;
    const token: TokenView = {
      tokenId: 't1',
      name,
      permissions: may,
      customerId,
      projectId,
      createdAt: '2026-11-20T10:00:00Z',
      expiresAt: '2036-02-18T10:00:00Z',
      usedAt: null,
      revoked: false,
    };
    tokens = [token];
    return { ...token, token: 'dvt_secret' };
  });
  server.on('revokeToken', () => {
    for (const token of tokens) token.revoked = true;
    return undefined;
  });
  server.on('listSessions', () => ({
    items: [
      { sessionId: 's1', current: true, agent: 'Firefox', createdAt: '2026-11-20T08:00:00Z', seenAt: '2026-11-20T10:00:00Z' },
      { sessionId: 's2', current: false, agent: 'Safari', createdAt: '2026-11-19T08:00:00Z', seenAt: '2026-11-19T10:00:00Z' },
    ],
  }));
  server.on('endSession', () => undefined);
  server.on('signOut', () => undefined);
  const api = createFakeApi();
  api.me = { ...api.me, grants: [{ role, ...everywhere }] };
  rendered = await render(<MembersPage />, { path: `/members?show=${show}`, server, api });
  return { server, setBen: (more: Partial<UserView>) => (ben = { ...ben, ...more }) };
};

describe('people', () => {
  test('are shown with their roles and where they hold', async () => {
    await open('people');
    const row = rendered.get('[data-testid=person]').textContent;
    for (const fact of ['Ben', 'ben@example.test', 'viewer everywhere', 'a password']) expect(row).toContain(fact);
  });

  test('are invited by a link that is shown once', async () => {
    const { server } = await open('people');
    await rendered.click('[data-testid=invite]');
    await rendered.write('[data-testid=grant-role-0]', 'developer');
    await rendered.write('[data-testid=grant-place-0]', 'customer acme');
    expect(rendered.get('[data-testid=invite-dialog] [data-testid=command-line]').textContent).toContain('--role developer@acme');
    await rendered.click('[data-testid=make-invitation]');
    expect(server.given('inviteUser')).toMatchObject([
      { body: { grants: [{ role: 'developer', customerId: 'acme', projectId: null }], hours: 72 } },
    ]);
    expect(rendered.get('[data-testid=shown-once]').textContent).toContain('https://team.test/join#secret');
    await rendered.click('[data-testid=kept-it]');
    expect(rendered.page.textContent).not.toContain('join#secret');
  });

  test('are changed by what was read of them', async () => {
    const { server } = await open('people&person=ben');
    await rendered.write('[data-testid=grant-role-0]', 'manager');
    expect(rendered.get('[data-testid=person-dialog] [data-testid=command-line]').textContent).toContain(
      'devteam users change ben@example.test --role manager',
    );
    await rendered.click('[data-testid=save-person]');
    expect(server.given('changeUser')).toMatchObject([{ body: { grants: [{ role: 'manager' }] } }]);
    expect(server.asked.find(({ name }) => name === 'changeUser')?.ifMatch).toMatch(/^"\d+"$/);
    expect(rendered.get('[data-testid=person]').textContent).toContain('manager everywhere');
  });

  test('that two change at once lose nothing: both values are shown, and mine is written only when I say so', async () => {
    const { server, setBen } = await open('people&person=ben');
    await rendered.write('[data-testid=person-name]', 'Benedict');
    setBen({ name: 'Benjamin', grants: [{ role: 'admin', ...everywhere }] });
    server.on('changeUser', () => new Refusal('edited_meanwhile'));
    await rendered.click('[data-testid=save-person]');
    const row = rendered.get('[data-testid=conflict-row]').textContent;
    for (const value of ['Benedict', 'Benjamin', 'Ben']) expect(row).toContain(value);
    expect((rendered.get('[data-testid=grant-role-0]') as HTMLSelectElement).value, 'what only they changed is taken').toBe('admin');
    server.on('changeUser', ({ body }) => personOf(body as Partial<UserView>));
    await rendered.click('[data-testid=save-person]');
    expect(server.given('changeUser').at(-1)).toMatchObject({ body: { name: 'Benedict' } });
    expect(Object.keys((server.given('changeUser').at(-1) as { body: object }).body)).toEqual(['name']);
  });

  test('theirs is taken where I say so, and then nothing is left to write', async () => {
    const { server, setBen } = await open('people&person=ben');
    await rendered.write('[data-testid=person-name]', 'Benedict');
    setBen({ name: 'Benjamin' });
    server.on('changeUser', () => new Refusal('edited_meanwhile'));
    await rendered.click('[data-testid=save-person]');
    await rendered.click('[data-testid=take-name]');
    expect((rendered.get('[data-testid=person-name]') as HTMLInputElement).value).toBe('Benjamin');
    expect(rendered.page.querySelector('[data-testid=conflict-row]')).toBeNull();
  });

  test('come in no more once somebody says so', async () => {
    const { server } = await open('people&person=ben');
    await rendered.click('[data-testid=person-disable]');
    expect(rendered.get('[data-testid=person-dialog] [data-testid=command-line]').textContent).toContain(
      'devteam users disable ben@example.test',
    );
    await rendered.click('[data-testid=save-person]');
    expect(server.given('changeUser')).toMatchObject([{ body: { disabled: true } }]);
  });

  test('are not shown to whoever may not manage them', async () => {
    const { server } = await open('people', { role: 'viewer' });
    expect(server.given('listUsers')).toEqual([]);
    expect(rendered.page.textContent).toContain('viewer everywhere');
  });
});

test('the table of roles is the one of the server', async () => {
  await open('roles');
  const rows = [...rendered.page.querySelectorAll('tbody tr')];
  expect(rows).toHaveLength(permissions.length);
  const yes = rows.reduce((sum, row) => sum + row.querySelectorAll('svg').length, 0);
  expect(yes).toBe(Object.values(rolePermissions).reduce((sum, each) => sum + each.length, 0));
});

describe('tokens', () => {
  test('are made with what they may, shown once, and revoked in two steps', async () => {
    const { server } = await open('tokens');
    expect(rendered.page.querySelector('[data-testid=no-tokens]')).not.toBeNull();
    await rendered.click('[data-testid=make-token]');
    await rendered.click('[data-testid=confirm-token]');
    expect(server.given('makeToken'), 'it has no name').toEqual([]);
    await rendered.write('[data-testid=token-name]', 'ci');
    await rendered.click('[data-testid="may-automate.start"]');
    await rendered.click('[data-testid=confirm-token]');
    expect(server.given('makeToken')).toMatchObject([{ body: { name: 'ci', permissions: ['project.read', 'automate.start'], days: 90 } }]);
    expect(rendered.get('[data-testid=shown-once]').textContent).toContain('dvt_secret');
    await rendered.click('[data-testid=kept-it]');
    expect(rendered.page.textContent).not.toContain('dvt_secret');
    await rendered.click('[data-testid=revoke]');
    expect(server.given('revokeToken'), 'asking revokes nothing').toEqual([]);
    await rendered.click('[data-testid=confirm-revoke]');
    expect(rendered.get('[data-testid=token]').dataset['state']).toBe('revoked');
  });

  test('offer nothing that the reader may not', async () => {
    await open('tokens&do=token', { role: 'viewer' });
    expect(rendered.page.querySelectorAll('[data-testid^=may-]')).toHaveLength(rolePermissions.viewer.length);
  });
});

test('sessions elsewhere are ended, and this one is left by signing out', async () => {
  const { server } = await open('sessions');
  expect(rendered.page.querySelectorAll('[data-testid=end-session]')).toHaveLength(1);
  await rendered.click('[data-testid=end-session]');
  expect(server.given('endSession')).toMatchObject([{ params: { sessionId: 's2' } }]);
  await rendered.click('[data-testid=sign-out]');
  expect(rendered.store.getState().session.status).toBe('signed-out');
});

test('commands say the same', () => {
  const grants: Grant[] = [{ role: 'viewer', customerId: 'acme', projectId: 'acme/shop' }];
  expect(inviteCommand(grants, 'a@b.test', 24)).toBe('devteam users invite --role viewer@acme/shop --email a@b.test --hours 24');
  expect(changeCommand({ email: null, userId: 'u1' }, { name: "O'Neill", disabled: false })).toBe(
    String.raw`devteam users change u1 --name 'O'\''Neill' --enable`,
  );
  expect(tokenCommand('ci', ['project.read'], 'acme', 7)).toBe('devteam tokens create ci --may project.read --at acme --days 7');
});
