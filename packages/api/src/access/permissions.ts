/** Who may do what: one table for routes, live stream and screens. A role is held everywhere, at one customer or in one project. */
export const roles = ['owner', 'admin', 'manager', 'developer', 'reviewer', 'viewer', 'embed'] as const;
export type Role = (typeof roles)[number];

export const permissions = [
  'project.read',
  'log.read',
  'analytics.read',
  'automate.start',
  'automate.control',
  'stoppoint.set',
  'inject.request',
  'inject.approve',
  'error.resolve',
  'task.undo',
  'budget.write',
  'config.write',
  'audit.read',
  'user.manage',
] as const;
export type Permission = (typeof permissions)[number];

const reading: readonly Permission[] = ['project.read', 'log.read', 'analytics.read'];
const developing: readonly Permission[] = [
  ...reading,
  'automate.start',
  'automate.control',
  'stoppoint.set',
  'inject.request',
  'error.resolve',
  'task.undo',
];
const managing: readonly Permission[] = [...developing, 'inject.approve', 'budget.write', 'audit.read'];

/** `owner` and `admin` may do the same, but only an owner makes owners (`mayGive`). */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  admin: permissions,
  manager: managing,
  developer: developing,
  reviewer: [...reading, 'inject.approve', 'error.resolve'],
  viewer: reading,
  /** What a button in a page of somebody else needs. */
  embed: ['project.read', 'automate.start', 'automate.control'],
};

/** `null` is «all»: a grant without a customer holds for every customer. */
export interface Place {
  readonly customerId: string | null;
  readonly projectId: string | null;
}
export interface Grant extends Place {
  readonly role: Role;
}

export interface Rights {
  readonly grants: readonly Grant[];
  /** A token may do no more than these, whatever its person may do. */
  readonly only?: readonly Permission[] | undefined;
}

const covers = (grant: Grant, place: Place): boolean =>
  (grant.customerId === null || grant.customerId === place.customerId) && (grant.projectId === null || grant.projectId === place.projectId);

/** Whether this may be done there. A place without a customer is the installation: only a grant for everything reaches it. */
export function allows(rights: Rights, permission: Permission, place: Place): boolean {
  if (rights.only && !rights.only.includes(permission)) return false;
  return rights.grants.some((grant) => rolePermissions[grant.role].includes(permission) && covers(grant, place));
}

/** Whether there is any place where this may be done: for lists, which then hold only what is allowed. */
export function allowsSomewhere(rights: Rights, permission: Permission): boolean {
  if (rights.only && !rights.only.includes(permission)) return false;
  return rights.grants.some((grant) => rolePermissions[grant.role].includes(permission));
}

/** Whether somebody may give this grant to others: never more than they have themselves, and owners only by owners. */
export function mayGive(rights: Rights, grant: Grant): boolean {
  if (!allows(rights, 'user.manage', grant)) return false;
  return grant.role !== 'owner' || rights.grants.some((own) => own.role === 'owner' && covers(own, grant));
}
