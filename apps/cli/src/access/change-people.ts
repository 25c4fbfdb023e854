import type { Grant } from '@devteam/api';
import { listProjects } from '@devteam/engine/store';
import type { PersonChange } from '@devteam/server';
import type { RoleArgument } from '../args/role.ts';
import type { CommandContext } from '../command-context.ts';
import type { ChangeUserOptions, InviteOptions } from '../commands/users.ts';
import { openTeam } from '../local/open-team.ts';
import { findOpenPages } from '../local/page-file.ts';
import { withTeam } from '../local/with-team.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { UsageError } from '../usage-error.ts';
import { findPerson } from './find-person.ts';
import { placeOf } from './place-of.ts';
import { rolesText } from './roles-text.ts';

/** `devteam users invite`. Here it may be the first thing that anybody does, so it makes what is not there. */
export async function invite(options: InviteOptions, context: CommandContext): Promise<void> {
  const { email = null, hours, role } = options;
  const { stderr, stdout } = context;
  const { invitePerson, localOwner } = await import('@devteam/server');
  const team = await openTeam(context, { http: null, slots: 0 });
  try {
    const { pool } = team.engine;
    const grants = grantsOf(role, await listProjects(pool));
    const { code, expiresAt } = await invitePerson(pool, localOwner, { email, grants, hours });
    const [page] = await findOpenPages(context.config.home);
    const path = `/join#${code}`;
    const link = page ? `${page.address}${path}` : null;
    if (options.json) {
      stdout.line(jsonLine({ code, link, expiresAt: expiresAt.toISOString(), email, grants }));
      return;
    }
    stderr.line(plainText(`Whoever opens this becomes ${rolesText(grants)}; good once, for ${hours} h.`));
    if (!link) stderr.line('The page is not open here: put its address in front, which `devteam up` says.');
    stdout.line(link ?? path);
  } finally {
    await team.close();
  }
}

/** `devteam users change`. */
export async function change(words: string, { enable, name, role }: ChangeUserOptions, context: CommandContext): Promise<void> {
  if (!role && name === undefined && !enable)
    throw new UsageError('there is nothing to change', { next: 'Give --role, --name or --enable; see `devteam users change --help`.' });
  await carryOut(words, context, (projects) => ({
    name,
    ...(role ? { grants: grantsOf(role, projects) } : {}),
    ...(enable ? { disabled: false } : {}),
  }));
}

/** `devteam users disable`. */
export const disable = (words: string, context: CommandContext): Promise<void> => carryOut(words, context, () => ({ disabled: true }));

const carryOut = (words: string, context: CommandContext, changeOf: (projects: readonly { id: string }[]) => PersonChange): Promise<void> =>
  withTeam(context, async ({ engine }, projects) => {
    const { changePerson, listManaged, localOwner } = await import('@devteam/server');
    const before = findPerson(words, await listManaged(engine.pool, localOwner));
    const { disabled, email, grants, id, name } = await changePerson(engine.pool, localOwner, before, changeOf(projects));
    const who = `${name}${email === null ? '' : ` <${email}>`} (${id})`;
    context.stdout.line(plainText(`${who}: ${disabled ? 'disabled' : rolesText(grants)}.`));
  });

const grantsOf = (roles: readonly RoleArgument[], projects: readonly { id: string }[]): Grant[] =>
  roles.map(({ place, role }) => ({ role, ...placeOf(place, projects) }));
