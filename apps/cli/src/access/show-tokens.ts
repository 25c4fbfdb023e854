import { type TokenRow, listTokens } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { nothingYet, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';
import { durationText } from '../output/time-text.ts';
import { placeWords } from './place-of.ts';

/** `devteam tokens list`. */
export async function showTokens({ json = false }: { json?: boolean }, context: CommandContext): Promise<void> {
  const { now, stdout } = context;
  const { localOwner, tokenView } = await import('@devteam/server');
  const database = await openForReading(context);
  try {
    const rows = database ? await listTokens(database.pool, localOwner.userId) : [];
    if (json) stdout.line(jsonLine(rows.map(tokenView)));
    else if (!database) stdout.line(nothingYet(context));
    else if (rows.length === 0) stdout.line('There is no token; make one with `devteam tokens create`.');
    else for (const line of tableLines(rows, columnsAt(now()), { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
  } finally {
    await database?.close();
  }
}

const columnsAt = (now: number): Column<TokenRow>[] => [
  { title: 'Id', text: ({ id }) => id },
  { title: 'Name', text: ({ name }) => plainText(name), shrinksTo: 10 },
  { title: 'Good', text: (row) => goodText(row, now) },
  { title: 'Used', text: ({ usedAt }) => (usedAt ? `${durationText(now - usedAt.getTime())} ago` : 'never') },
  { title: 'Where', text: (row) => plainText(placeWords(row)), shrinksTo: 10 },
  { title: 'May', text: ({ permissions }) => permissions.join(', '), shrinksTo: 12 },
];

function goodText({ expiresAt, revoked }: TokenRow, now: number): string {
  if (revoked) return 'revoked';
  return expiresAt.getTime() > now ? `until ${expiresAt.toISOString().slice(0, 10)}` : 'expired';
}
