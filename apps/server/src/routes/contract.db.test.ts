import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Role, type Route, type RouteName, allows, describeFailure, errorCatalogue, roles, routes } from '@devteam/api';
import { addInjection, addInvitation, addToken, addWebhook, appendEvents, inProject } from '@devteam/engine/store';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digest } from '../auth/access-token.ts';
import { newSecret } from '../auth/secrets.ts';
import { errorsOf } from '../http/openapi.ts';
import { type Member, addMember, at } from '../testing/members.ts';
import { type ExamplePlace, routeExamples } from '../testing/route-examples.ts';
import {
  addFailedAttempt,
  addInvestigation,
  addLandedReceipt,
  addProject,
  addWaitingReview,
  addWorkingProject,
  append,
} from '../testing/rows.ts';
import { sendRequest } from '../testing/send-request.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

interface Operation {
  operationId: string;
  'x-permission': string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

const rows = Object.entries(routes) as [RouteName, Route][];
const closed = rows.filter(([, row]) => row.access !== 'open');
const secretWord = 'kept-from-others';

let database: TestDatabase;
let server: TestServer;
let description: Description;
let own: ExamplePlace;
let foreign: ExamplePlace;
const members = new Map<Role, Member>();

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
  const repositoryUrl = join(database.home, 'repository');
  execFileSync('git', ['init', '-q', '-b', 'main', repositoryUrl]);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', repositoryUrl, '-c', 'user.name=a', '-c', 'user.email=a@example.test', ...args]);
  git('commit', '-q', '--allow-empty', '-m', 'first');
  own = await makePlace('acme', repositoryUrl);
  foreign = await makePlace('beta', repositoryUrl);
  for (const role of roles) members.set(role, await addMember(database.pool, [at(role, 'acme')]));
  description = (await (await server.ask('/api/devteam/openapi.json')).json()) as Description;
}, 120_000);

afterAll(async () => {
  await server?.close();
  await database?.close();
});

/** A customer with a project at work whose facts hold a word that no other customer may read. */
async function makePlace(customerId: string, repositoryUrl: string): Promise<ExamplePlace> {
  const { pool } = database;
  const projectId = `${customerId}/shop-${secretWord}`;
  const executionId = `execution-of-${customerId}`;
  await addWorkingProject(pool, projectId, executionId);
  await append(pool, projectId, [`line ${secretWord}`, 'line two', 'line three']);
  const failure = describeFailure('check_failed', { why: secretWord });
  const seq = await inProject(pool, projectId, (db) =>
    appendEvents(db, projectId, [{ type: 'error', payload: { executionId, taskKey: 'T-1', failure } }]),
  );
  const member = await addMember(pool, [at('viewer', customerId)]);
  return {
    customerId,
    projectId,
    executionId,
    errorId: String(seq),
    repositoryUrl,
    userId: member.userId,
    machineToken: server.token,
    freshReview: () => addWaitingReview(pool, { customerId, executionId, projectId, why: secretWord }),
    receiptId: await addLandedReceipt(pool, { projectId, executionId, why: secretWord }),
    artifactId: (await addFailedAttempt(pool, { executionId, projectId, why: secretWord })).transcript,
    resolutionId: await addInvestigation(pool, { executionId, projectId, why: secretWord }),
    freshProject: async () => {
      const id = `${customerId}/fresh-${randomUUID()}`;
      await addProject(pool, id);
      return id;
    },
    freshWebhook: async () => {
      const about = { webhookId: randomUUID(), customerId, projectId: null, name: secretWord, madeBy: 'somebody', secret: 's' };
      // Nothing is sent there: the name stands for nothing.
      await addWebhook(pool, { ...about, url: 'https://hooks.invalid/1', kinds: ['error'], format: 'devteam' });
      await pool.query('update access.webhook set disabled_at = now() where id = $1', [about.webhookId]);
      const { rows } = await pool.query<{ id: string }>(
        `insert into access.webhook_delivery (webhook_id, project_id, seq, kind) values ($1, $2, $3, 'error') returning id`,
        [about.webhookId, projectId, seq],
      );
      return { webhookId: about.webhookId, deliveryId: rows[0]?.id ?? '' };
    },
    freshToken: () => freshToken('local'),
    freshInjection: async () => {
      const id = randomUUID();
      const request = { by: { id: 'somebody' }, reason: 'needed', task: { title: 'new' } };
      const about = { projectId, key: id, content: '', mode: 'positional' as const, request, place: null, taskKey: 'T-3', replaced: null };
      await addInjection(pool, { ...about, id, status: 'pending', oldOrder: [], newOrder: [] });
      return id;
    },
    freshInvitation: async () => {
      const code = newSecret('dvi_');
      await addInvitation(pool, { hash: digest(code), email: null, grants: [], invitedBy: null, hours: 1 });
      return code;
    },
  };
}

async function freshToken(userId: string): Promise<string> {
  const expiresAt = new Date(Date.now() + 60_000);
  const about = { customerId: null, projectId: null, permissions: [], name: 'to be ended', expiresAt };
  return (await addToken(database.pool, { ...about, id: randomUUID(), hash: digest(randomUUID()), userId })).id;
}

const operationOf = ({ method, path }: Route) => description.paths[path]?.[method.toLowerCase()];
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const example = async (name: RouteName, place: ExamplePlace) => (await routeExamples[name](place)) as Parameters<typeof sendRequest>[2];

/** A stream has no end. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) return response.text();
  await response.body?.cancel();
  return 'a stream';
}

/** Whether an answer is what the description promises for its status. */
async function problemsOf(row: Route, response: Response): Promise<unknown[]> {
  const documented = operationOf(row)?.responses[response.status];
  if (!documented) return [`${response.status} is not described`];
  const [type, content] = Object.entries(documented.content ?? {})[0] ?? [];
  const text = await textOf(response);
  if (type === undefined || !content) return text === '' ? [] : ['has a body that is not described'];
  if (!(response.headers.get('content-type') ?? '').startsWith(type)) return [`is ${response.headers.get('content-type')}, not ${type}`];
  if (type === 'text/plain' || type === 'text/event-stream') return [];
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  const validated = ajv.compile({ ...content.schema, components: description.components });
  return validated(JSON.parse(text)) ? [] : (validated.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe('the description', () => {
  test('is valid OpenAPI 3.1', async () => {
    expect(description.openapi).toBe('3.1.0');
    expect(await new Validator().validate({ ...description })).toMatchObject({ valid: true });
  });

  test('names the same addresses and permissions as the table and the router', () => {
    const described = Object.entries(description.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(
        ([method, operation]) => `${method.toUpperCase()} ${path} ${operation['x-permission']} ${operation.operationId}`,
      ),
    );
    expect(described.toSorted()).toEqual(rows.map(([name, { access, method, path }]) => `${method} ${path} ${access} ${name}`).toSorted());
    const pages = ['/api/devteam/docs', '/api/devteam/docs/'];
    const routed = [...server.answersAt]
      .map((address) => address.replaceAll(/:(\w+)/g, '{$1}'))
      .filter((address) => /^\w+ \/(?:api|health)/.test(address) && !pages.some((page) => address.includes(page)));
    expect(routed.toSorted()).toEqual(rows.map(([, { method, path }]) => `${method} ${path}`).toSorted());
  });

  test('is a page for people, with files of our own only', async () => {
    const page = await fetch(`${server.address}/api/devteam/docs/`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    expect(html).not.toMatch(/https?:\/\//);
    for (const [, file] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const response = await fetch(`${server.address}/api/devteam/docs/${file}`);
      expect([file, response.status]).toEqual([file, 200]);
      await response.body?.cancel();
    }
  });

  test.each(rows)('%s names the statuses of its errors', (_name, row) => {
    const statuses = errorsOf(row).map((code) => String(errorCatalogue[code].status < 400 ? 409 : errorCatalogue[code].status));
    const described = Object.keys(operationOf(row)?.responses ?? {}).filter((status) => Number(status) >= 400);
    expect(described.toSorted()).toEqual([...new Set(statuses)].toSorted());
  });
});

describe('answers are what the description says', () => {
  test.each(rows)('%s, done', async (name, row) => {
    const response = await sendRequest(server.address, row, await example(name, own), bearer(server.token));
    expect(response.status).toBe(row.success.status);
    expect(await problemsOf(row, response)).toEqual([]);
  });

  test.each(closed)('%s, without access', async (name, row) => {
    const response = await sendRequest(server.address, row, await example(name, own));
    expect(response.status).toBe(401);
    expect(await problemsOf(row, response)).toEqual([]);
  });

  test.each(rows.filter(([name]) => name !== 'probe' && name !== 'probeToo'))('%s, with a word too many', async (name, row) => {
    const given = await example(name, own);
    const response = await sendRequest(server.address, row, { ...given, query: { ...given.query, nonsense: '1' } }, bearer(server.token));
    expect(response.status).toBe(400);
    expect(await problemsOf(row, response)).toEqual([]);
  });

  test.each(rows.filter(([, row]) => row.about === 'project' || row.about === 'execution'))(
    '%s, of what is not there',
    async (name, row) => {
      const absent = { ...own, projectId: 'acme/none', executionId: 'none', freshProject: async () => 'acme/none' };
      const response = await sendRequest(server.address, row, await example(name, absent), bearer(server.token));
      expect(response.status).toBe(404);
      expect(await problemsOf(row, response)).toEqual([]);
    },
  );

  test.each(rows.filter(([, row]) => row.method !== 'GET'))('%s, with a body that is none', async (name, row) => {
    const given = await example(name, own);
    const init = { ...bearer(server.token), body: '{"a":' };
    const response = await sendRequest(server.address, row, { ...given, body: {} }, init);
    expect(response.status).toBe(400);
    expect(await problemsOf(row, response)).toEqual([]);
  });
});

describe.each(roles)('%s of one customer', (role) => {
  const tokenOf = () => members.get(role)?.token ?? '';
  const may = (row: Route) =>
    row.access === 'open' ||
    row.access === 'signed-in' ||
    allows({ grants: [at(role, 'acme')] }, row.access, { customerId: 'acme', projectId: null });

  test.each(closed)('%s', async (name, row) => {
    const given = await example(name, own);
    const mine = {
      ...given,
      ...(name === 'revokeToken' ? { params: { tokenId: await freshToken(members.get(role)?.userId ?? '') } } : {}),
    };
    const response = await sendRequest(server.address, row, mine, bearer(tokenOf()));
    // A role at one customer gives no role there that it has not itself; a path of this machine is nobody's but its owner's.
    expect(response.status).toBe(may(row) ? row.success.status : 403);
    expect(await problemsOf(row, response)).toEqual([]);
  });

  test.each(closed)('%s of another customer', async (name, row) => {
    const response = await sendRequest(server.address, row, await example(name, foreign), bearer(tokenOf()));
    const text = await textOf(response);
    const namesForeign = JSON.stringify(await example(name, foreign)).includes('beta');
    const statuses = namesForeign ? [403, 404] : [row.success.status, 403, 404];
    expect(statuses).toContain(response.status);
    // Whatever is said of a place that is not theirs is what they said themselves.
    const said =
      response.status >= 400
        ? text
            .replaceAll(foreign.projectId, '')
            .replaceAll(foreign.executionId, '')
            .replaceAll(/beta\/fresh-[\w-]+|"beta"/g, '')
        : text;
    expect(said).not.toContain('beta');
  });
});
