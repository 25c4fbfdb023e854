import { type Grant, type ProjectView, type Rights, type Role, mayGive, roles } from '@devteam/api';
import { shellWord } from '../../ui/shell-word.ts';

/** A place as one text, for lists of a form: empty is everywhere. */
export const placeKey = ({ customerId, projectId }: Pick<Grant, 'customerId' | 'projectId'>): string =>
  projectId === null ? (customerId === null ? '' : `customer ${customerId}`) : `project ${projectId}`;

export interface PlaceChoice {
  value: string;
  label: string;
  place: { customerId: string | null; projectId: string | null };
}

/** Everywhere, each customer, each project. */
export function placeChoices(projects: readonly ProjectView[]): PlaceChoice[] {
  const customers = new Map(projects.map(({ customerId, customerName }) => [customerId, customerName]));
  const choice = (label: string, place: PlaceChoice['place']): PlaceChoice => ({ label, place, value: placeKey(place) });
  return [
    choice('everywhere', { customerId: null, projectId: null }),
    ...[...customers].map(([customerId, name]) => choice(`at ${name}`, { customerId, projectId: null })),
    ...projects.map(({ customerId, customerName, name, projectId }) => choice(`in ${customerName} · ${name}`, { customerId, projectId })),
  ];
}

export function placeWords(grant: Pick<Grant, 'customerId' | 'projectId'>, choices: readonly PlaceChoice[]): string {
  const known = choices.find(({ value }) => value === placeKey(grant));
  if (known) return known.label;
  return grant.projectId === null ? `at ${grant.customerId}` : `in ${grant.projectId}`;
}

export const grantWords = (grant: Grant, choices: readonly PlaceChoice[]): string => `${grant.role} ${placeWords(grant, choices)}`;

/** Roles that the reader may give there. */
export const givableRoles = (rights: Rights, place: Pick<Grant, 'customerId' | 'projectId'>): Role[] =>
  roles.filter((role) => mayGive(rights, { role, ...place }));

const roleArgument = ({ customerId, projectId, role }: Grant): string => {
  const place = projectId ?? customerId;
  return `--role ${shellWord(place === null ? role : `${role}@${place}`)}`;
};

export const inviteCommand = (grants: readonly Grant[], email: string, hours: number): string =>
  [
    'devteam users invite',
    ...grants.map(roleArgument),
    ...(email === '' ? [] : [`--email ${shellWord(email)}`]),
    ...(hours === 72 ? [] : [`--hours ${hours}`]),
  ].join(' ');

export function changeCommand(
  person: { email: string | null; userId: string },
  change: { name?: string; grants?: readonly Grant[]; disabled?: boolean },
): string {
  const who = shellWord(person.email ?? person.userId);
  if (change.disabled === true) return `devteam users disable ${who}`;
  const parts = [
    ...(change.grants ?? []).map(roleArgument),
    ...(change.name === undefined ? [] : [`--name ${shellWord(change.name)}`]),
    ...(change.disabled === false ? ['--enable'] : []),
  ];
  return ['devteam users change', who, ...parts].join(' ');
}

export const tokenCommand = (name: string, permissions: readonly string[], place: string | null, days: number): string =>
  [
    'devteam tokens create',
    shellWord(name === '' ? 'name' : name),
    ...permissions.map((permission) => `--may ${permission}`),
    ...(place === null ? [] : [`--at ${shellWord(place)}`]),
    ...(days === 90 ? [] : [`--days ${days}`]),
  ].join(' ');
