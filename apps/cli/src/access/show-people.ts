import type { UserView } from '@devteam/api';
import type { CommandContext } from '../command-context.ts';
import { nothingYet, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';
import { rolesText } from './roles-text.ts';

/** `devteam users list`. */
export async function showPeople({ json = false }: { json?: boolean }, context: CommandContext): Promise<void> {
  const { stdout } = context;
  const { listManaged, localOwner, userView } = await import('@devteam/server');
  const database = await openForReading(context);
  try {
    const people = database ? (await listManaged(database.pool, localOwner)).map(userView) : [];
    if (json) stdout.line(jsonLine(people));
    else if (!database) stdout.line(nothingYet(context));
    else for (const line of tableLines(people, columns, { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
  } finally {
    await database?.close();
  }
}

const columns: Column<UserView>[] = [
  { title: 'Id', text: ({ userId }) => userId },
  { title: 'Name', text: ({ name }) => plainText(name), shrinksTo: 10 },
  { title: 'Address', text: ({ email }) => plainText(email ?? ''), shrinksTo: 10 },
  { title: 'Roles', text: (person) => plainText(person.disabled ? 'disabled' : rolesText(person.grants)), shrinksTo: 16 },
];
