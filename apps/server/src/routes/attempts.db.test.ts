import { Problem, createClient } from '@devteam/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFailedAttempt, addWorkingProject } from '../testing/rows.ts';
import { type TestDatabase, openTestDatabase } from '../testing/test-database.ts';
import { type TestServer, startTestServer } from '../testing/test-server.ts';

let database: TestDatabase;
let server: TestServer;
let artifacts: Awaited<ReturnType<typeof addFailedAttempt>>;
const executionId = 'execution-1';

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startTestServer(database);
  await addWorkingProject(database.pool, 'acme/shop', executionId);
  artifacts = await addFailedAttempt(database.pool, { projectId: 'acme/shop', executionId, why: 'the total is wrong' });
});
afterAll(async () => {
  await server?.close();
  await database?.close();
});

const client = () => createClient({ baseUrl: server.address, headers: () => ({ authorization: `Bearer ${server.token}` }) });

test('an attempt says what was made, with what, and how it ended', async () => {
  const { items } = await client().call('listAttempts', { params: { projectId: 'acme/shop', taskKey: 'T-1' } });
  expect(items).toMatchObject([
    {
      executionId,
      taskKey: 'T-1',
      attempt: 1,
      rounds: 1,
      state: 'failed',
      failure: { code: 'check_failed', why: 'the total is wrong' },
      base: 'b'.repeat(40),
      work: 'c'.repeat(40),
      changedFiles: ['one.ts'],
      prompt: { constructedBy: 'template' },
      usage: { model: 'gpt-5', inputTokens: 10 },
      checks: [{ name: 'tests', result: 'failed' }],
    },
  ]);
  expect(await client().call('listAttempts', { params: { projectId: 'acme/shop', taskKey: 'T-9' } })).toEqual({ items: [] });
});

test('steps come page by page, each once, in the order in which they were begun', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query: { limit: string; cursor?: string } = { limit: '3', ...(cursor === undefined ? {} : { cursor }) };
    const { items, next } = await client().call('listNodes', { params: { executionId }, query });
    seen.push(...items.map(({ node }) => node));
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(['gatherContext', 'constructPrompt', 'codeExecution', 'verify']);
});

test('what they left is listed and read: prompt, transcript of that step alone, diff, output of checks', async () => {
  const { items } = await client().call('listArtifacts', { params: { executionId } });
  expect(items.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'prompt constructPrompt',
    'transcript codeExecution',
    'diff codeExecution',
    'check_log tests',
  ]);
  const texts = await Promise.all(
    items.map(({ artifactId }) => client().call('downloadArtifact', { params: { executionId, artifactId } })),
  );
  expect(texts).toEqual([
    'Do it. the total is wrong',
    'I read it.\nthe total is wrong\n',
    'diff --git a/one b/one\n',
    'not ok 1 the total is wrong\n',
  ]);
  expect(items.map(({ artifactId }) => artifactId)).toEqual(Object.values(artifacts));
});

test.each(['prompt:none', 'nonsense', 'check_log:sha256:00 none'])('%s is not there', async (artifactId) => {
  const asked = server.ask(`/api/devteam/executions/${executionId}/artifacts/${encodeURIComponent(artifactId)}`);
  expect(Problem.parse(await (await asked).json())).toMatchObject({ status: 404, code: 'artifact_not_found' });
});
