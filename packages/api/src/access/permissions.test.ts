import { describe, expect, test } from 'vitest';
import { type Grant, allows, allowsSomewhere, mayGive, permissions, rolePermissions, roles } from './permissions.ts';

const everywhere = { customerId: null, projectId: null };
const acme = { customerId: 'acme', projectId: null };
const shop = { customerId: 'acme', projectId: 'acme/shop' };
const beta = { customerId: 'beta', projectId: 'beta/app' };
const held = (role: Grant['role'], place: Omit<Grant, 'role'>) => ({ grants: [{ role, ...place }] });

describe('rights', () => {
  test.each(roles)('%s at one customer may do there what the table says, and nothing at another', (role) => {
    for (const permission of permissions) {
      const may = rolePermissions[role].includes(permission);
      expect(allows(held(role, acme), permission, shop)).toBe(may);
      expect(allows(held(role, acme), permission, acme)).toBe(may);
      expect(allows(held(role, everywhere), permission, beta)).toBe(may);
      expect(allows(held(role, acme), permission, beta)).toBe(false);
      expect(allows(held(role, acme), permission, everywhere)).toBe(false);
      expect(allows(held(role, shop), permission, acme)).toBe(false);
      expect(allowsSomewhere(held(role, shop), permission)).toBe(may);
    }
  });

  test('a token narrows its person and never widens', () => {
    const narrowed = { ...held('viewer', acme), only: ['project.read', 'automate.start'] as const };
    expect(allows(narrowed, 'project.read', shop)).toBe(true);
    expect(allows(narrowed, 'log.read', shop)).toBe(false);
    expect(allows(narrowed, 'automate.start', shop)).toBe(false);
    expect(allowsSomewhere(narrowed, 'log.read')).toBe(false);
  });

  test('nobody gives more than they have, and only owners make owners', () => {
    expect(mayGive(held('admin', acme), { role: 'viewer', ...acme })).toBe(true);
    expect(mayGive(held('admin', acme), { role: 'viewer', ...everywhere })).toBe(false);
    expect(mayGive(held('admin', everywhere), { role: 'owner', ...everywhere })).toBe(false);
    expect(mayGive(held('owner', everywhere), { role: 'owner', ...everywhere })).toBe(true);
    expect(mayGive(held('manager', everywhere), { role: 'viewer', ...acme })).toBe(false);
  });
});
