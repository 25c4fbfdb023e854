import { type AskedBy, type Grant, type Me, type Permission, type Place, type Rights, allows } from '@devteam/api';
import type { CallerRow, Sight, TokenCaller } from '@devteam/engine/store';

/** Whoever asks, with what they may do where. */
export interface Caller extends Rights {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  readonly by: Me['signedInBy'] | 'nobody';
  readonly sessionId: string | null;
  readonly tokenId: string | null;
  /** Of a ticket: the project that it was made for. */
  readonly onlyProject: string | null;
}

export const nobody: Caller = {
  userId: '',
  name: 'nobody',
  email: null,
  by: 'nobody',
  sessionId: null,
  tokenId: null,
  onlyProject: null,
  grants: [],
};

const everywhere = { customerId: null, projectId: null };

/** Whoever holds the token of this machine; needs no database to be known. */
export const localOwner: Caller = {
  ...nobody,
  userId: 'local',
  name: 'Local owner',
  by: 'local',
  grants: [{ role: 'owner', ...everywhere }],
};

/** Whoever holds the token of this machine, also in a browser that was signed in with it. */
export const ownsMachine = ({ by, userId }: Caller): boolean => by === 'local' || (by === 'session' && userId === localOwner.userId);

export const callerOfRow = (row: CallerRow, more: Partial<Caller> & Pick<Caller, 'by'>): Caller => ({
  ...nobody,
  userId: row.userId,
  name: row.name,
  email: row.email,
  grants: row.grants,
  ...more,
});

/** A grant as far as it lies within a place; undefined: they have nothing in common. */
export function narrowGrant(grant: Grant, place: Place): Grant | undefined {
  if (grant.customerId !== null && place.customerId !== null && grant.customerId !== place.customerId) return undefined;
  if (grant.projectId !== null && place.projectId !== null && grant.projectId !== place.projectId) return undefined;
  return { role: grant.role, customerId: grant.customerId ?? place.customerId, projectId: grant.projectId ?? place.projectId };
}

export const narrowGrants = (grants: readonly Grant[], place: Place): Grant[] =>
  grants.map((grant) => narrowGrant(grant, place)).filter((grant) => grant !== undefined);

export function callerOfToken(row: TokenCaller): Caller {
  const { customerId, id, permissions, projectId } = row.token;
  const grants = narrowGrants(row.grants, { customerId, projectId });
  return callerOfRow(row, { by: 'token', tokenId: id, grants, only: permissions });
}

/** As executions and receipts name whoever asked. */
export const askedByOf = ({ by, name }: Caller): AskedBy => ({ kind: by === 'token' ? 'token' : 'person', name });

const placesOf = (rights: Rights, permission: Permission): Sight => {
  const places = rights.grants.filter((grant) => allows({ ...rights, grants: [grant] }, permission, grant));
  return {
    everything: places.some((place) => place.customerId === null && place.projectId === null),
    customers: places.flatMap(({ customerId, projectId }) => (customerId !== null && projectId === null ? [customerId] : [])),
    projects: places.flatMap(({ projectId }) => (projectId === null ? [] : [projectId])),
  };
};

/** What the rows that this caller may see have in common; a token that may do only one thing there still sees where. */
export const sightOf = ({ grants }: Caller): Sight => placesOf({ grants }, 'project.read');

/** Where this caller may do something. */
export const reachOf = (caller: Caller, permission: Permission): Sight => placesOf(caller, permission);

/** Whether this place exists for the caller; what it does not, is answered like what is not there. */
export const sees = (caller: Caller, place: Place): boolean => allows({ grants: caller.grants }, 'project.read', place);
