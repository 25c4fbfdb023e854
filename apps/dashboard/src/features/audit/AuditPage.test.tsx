import type { AuditEntry, Role } from '@devteam/api';
import { afterEach, expect, test } from 'vitest';
import { createFakeApi } from '../../testing/fake-api.ts';
import { createFakeServer } from '../../testing/fake-server.ts';
import { webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { AuditPage } from './AuditPage.tsx';
import { actionWords, changedFields, refusalWords } from './audit-words.ts';

let rendered: Rendered;
afterEach(() => rendered?.unmount());

const entryOf = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  auditId: 'a1',
  requestId: 'r1',
  at: '2026-11-20T09:00:00Z',
  userId: 'ben',
  person: 'Ben',
  via: 'token',
  action: 'changeConfiguration',
  kind: 'project',
  customerId: 'acme',
  projectId: webshop,
  subject: null,
  request: { body: { push: false } },
  before: { push: true, name: 'Webshop' },
  after: { push: false, name: 'Webshop' },
  outcome: 'done',
  ...more,
});

const open = async (path = '/audit', role: Role = 'owner') => {
  const server = createFakeServer();
  server.on('listAudit', ({ query }) => {
    if (query.person === 'nobody') return { items: [], next: null };
    if (query.cursor === 'older') return { items: [entryOf({ auditId: 'a2', person: 'Cleo', outcome: 'forbidden' })], next: null };
    return { items: [entryOf()], next: 'older' };
  });
  const api = createFakeApi();
  api.me = { ...api.me, grants: [{ role, customerId: null, projectId: null }] };
  rendered = await render(<AuditPage />, { path, server, api });
  return server;
};

test('says who asked what, by what, where, and what came of it; an edit shows both values', async () => {
  await open();
  const row = rendered.get('[data-testid=audit-entry]').textContent;
  for (const fact of ['Ben', 'token', 'Change how a project is worked on', webshop, 'Done']) expect(row).toContain(fact);
  expect(rendered.page.querySelector('[data-testid=audit-detail]')).toBeNull();
  await rendered.click('[data-testid=audit-more]');
  const detail = rendered.get('[data-testid=audit-detail]');
  expect(detail.querySelectorAll('li')).toHaveLength(1);
  expect(detail.textContent).toContain('push: true → false');
  expect(detail.textContent).toContain('r1');
});

test('filters are asked of the server as the address has them, and older entries have a page of their own', async () => {
  const server = await open(`/audit?kind=project&projectId=${encodeURIComponent(webshop)}`);
  expect(server.given('listAudit')).toMatchObject([{ query: { kind: 'project', projectId: webshop } }]);
  await rendered.click('[data-testid=older-entries]');
  expect(server.given('listAudit').at(-1)).toMatchObject({ query: { kind: 'project', cursor: 'older' } });
  expect(rendered.get('[data-testid=audit-entry]').textContent).toContain('Cleo');
  expect(rendered.get('[data-testid=audit-entry]').textContent).toContain(refusalWords('forbidden'));
  await rendered.write('[data-testid=audit-kind]', 'access');
  expect(server.given('listAudit').at(-1), 'another filter begins at its first page').not.toMatchObject({ query: { cursor: 'older' } });
  expect(server.given('listAudit').at(-1)).toMatchObject({ query: { kind: 'access' } });
});

test('a filter that nothing fits says so', async () => {
  await open('/audit?person=nobody');
  expect(rendered.get('[data-testid=no-entries]').textContent).toContain('fits this filter');
});

test('is not asked for by whoever may not see it', async () => {
  const server = await open('/audit', 'developer');
  expect(server.given('listAudit')).toEqual([]);
  expect(rendered.page.querySelector('[data-testid=no-audit]')).not.toBeNull();
});

test('words', () => {
  expect(actionWords('makeToken')).toBe('A token for a program, no more than its person may do');
  expect(actionWords('of a newer server')).toBe('of a newer server');
  expect(changedFields({ before: null, after: { a: 1 } })).toEqual([{ field: 'a', was: 'null', became: '1' }]);
  expect(changedFields({ before: 'x', after: null })).toEqual([]);
});
