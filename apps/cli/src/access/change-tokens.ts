import { CodedError } from '@devteam/api';
import { listProjects, listTokens, revokeToken } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { CreateTokenOptions } from '../commands/tokens.ts';
import { openTeam } from '../local/open-team.ts';
import { withTeam } from '../local/with-team.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { placeOf } from './place-of.ts';

/** `devteam tokens create`. */
export async function createToken(name: string, options: CreateTokenOptions, context: CommandContext): Promise<void> {
  const { at = null, days, json = false, may } = options;
  const { stderr, stdout } = context;
  const { localOwner, makeApiToken, tokenView } = await import('@devteam/server');
  const team = await openTeam(context, { http: null, slots: 0 });
  try {
    const { pool } = team.engine;
    const place = placeOf(at, await listProjects(pool));
    const { row, token } = await makeApiToken(pool, localOwner, { name, permissions: may, days, ...place });
    if (json) {
      stdout.line(jsonLine({ ...tokenView(row), token }));
      return;
    }
    stderr.line(`Token ${row.id}, good for ${days} d. It is shown this once.`);
    stdout.line(token);
  } finally {
    await team.close();
  }
}

/** `devteam tokens revoke`. */
export const revoke = (words: string, context: CommandContext): Promise<void> =>
  withTeam(context, async ({ engine }) => {
    const { localOwner } = await import('@devteam/server');
    const { id, name } = findToken(words, await listTokens(engine.pool, localOwner.userId));
    await revokeToken(engine.pool, id, localOwner.userId);
    context.stdout.line(plainText(`Revoked: ${name} (${id}).`));
  });

export function findToken<Token extends { id: string }>(words: string, tokens: readonly Token[]): Token {
  const found = tokens.find(({ id }) => id === words);
  if (found) return found;
  const begun = tokens.filter(({ id }) => words !== '' && id.startsWith(words));
  const [only] = begun;
  if (only && begun.length === 1) return only;
  const why = begun.length > 1 ? `more than one could be meant: ${begun.map(({ id }) => id).join(', ')}` : 'no token of yours has this id';
  throw new CodedError('token_not_found', { place: words, why });
}
