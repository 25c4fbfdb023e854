import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProject } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type HostAdapter, createHostAdapter } from './host-adapter.ts';

let database: TestDatabase;
let keys: Server;
let host: HostAdapter;
const ours = await generateKeyPair('ES256');
const strangers = await generateKeyPair('ES256');

beforeAll(async () => {
  database = await openTestDatabase();
  await addProject(database.pool, 'acme/shop');
  const jwk = { ...(await exportJWK(ours.publicKey)), kid: 'one', alg: 'ES256' };
  keys = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/`;
  const roles = new Map([
    ['staff', 'developer' as const],
    ['boss', 'owner' as const],
  ]);
  const settings = { jwksUrl, issuer: 'crm', audience: 'devteam', roles, roleClaim: 'role', customersClaim: 'customers' };
  host = createHostAdapter({ pool: database.pool, settings });
});
afterAll(async () => {
  keys?.close();
  await database?.close();
});

const sign = (claims: object, options: { key?: typeof ours.privateKey; issuer?: string; audience?: string; expires?: string } = {}) =>
  new SignJWT({ role: 'staff', customers: ['acme'], ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setSubject('7')
    .setIssuer(options.issuer ?? 'crm')
    .setAudience(options.audience ?? 'devteam')
    .setExpirationTime(options.expires ?? '5m')
    .sign(options.key ?? ours.privateKey);

describe('a token of the host application', () => {
  test('is a person with the roles that its words mean here, at customers that are there', async () => {
    const caller = await host.find(await sign({ name: 'Ada', customers: ['acme', 'unknown'] }));
    expect(caller).toMatchObject({
      userId: 'host:7',
      name: 'Ada',
      by: 'host',
      grants: [{ role: 'developer', customerId: 'acme', projectId: null }],
    });
  });

  test('gives other rights when its claims change, and never makes an owner', async () => {
    expect((await host.find(await sign({ customers: [] })))?.grants).toEqual([]);
    expect((await host.find(await sign({ role: 'boss', customers: ['*'] })))?.grants).toEqual([]);
    expect((await host.find(await sign({ role: 'admin' })))?.grants).toEqual([]);
  });

  test.each([
    ['of another key', () => sign({}, { key: strangers.privateKey })],
    ['of another issuer', () => sign({}, { issuer: 'other' })],
    ['for another audience', () => sign({}, { audience: 'other' })],
    ['that is over, more than clocks differ', () => sign({}, { expires: '-2m' })],
    ['without a signature', () => Promise.resolve(`${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`)],
    ['that is none', () => Promise.resolve('hello')],
  ])('%s is refused', async (_name, make) => {
    expect(await host.find(await make())).toBeUndefined();
  });

  test('is still good where clocks differ by some seconds', async () => {
    expect(await host.find(await sign({}, { expires: '-10s' }))).toBeDefined();
  });
});
