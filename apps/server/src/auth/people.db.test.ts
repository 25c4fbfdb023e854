import { addUser, changeUser, countOwners, setGrants } from '@devteam/engine/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { localOwner } from './caller.ts';
import { changePerson, findManaged } from './people.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database?.close());

test('of two owners that are taken away at the same moment, in whatever way, one stays', async () => {
  const { pool } = database;
  const grants = [{ role: 'owner' as const, customerId: null, projectId: null }];
  for (const id of ['ada', 'ben']) await addUser(pool, { id, name: id, email: `${id}@example.test`, source: 'password' });
  for (let round = 0; round < 20; round += 1) {
    for (const id of ['ada', 'ben']) {
      await changeUser(pool, id, { disabled: false });
      await setGrants(pool, id, grants);
    }
    const [ada, ben] = await Promise.all([findManaged(pool, localOwner, 'ada'), findManaged(pool, localOwner, 'ben')]);
    const ends = await Promise.allSettled([
      changePerson(pool, localOwner, ada, { disabled: true }),
      changePerson(pool, localOwner, ben, { grants: [] }),
    ]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'last_owner' } });
    expect(await countOwners(pool)).toBe(1);
  }
});
