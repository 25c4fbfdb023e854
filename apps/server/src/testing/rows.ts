import { createHash, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describeFailure } from '@devteam/api';
import {
  type NewEvent,
  addExecution,
  addNode,
  addResolution,
  addReview,
  addTask,
  appendEvents,
  endNode,
  inProject,
  landReceipt,
  saveCheckLogs,
  saveProject,
  saveReceipt,
  saveTaskList,
} from '@devteam/engine/store';
import type { Pool } from 'pg';

export async function addProject(pool: Pool, id: string): Promise<void> {
  const [customer = '', name = ''] = id.split('/');
  await saveProject(pool, {
    id,
    customer: { id: customer, name: customer.toUpperCase() },
    name,
    repositoryUrl: `https://example.test/${id}.git`,
    branch: 'main',
    executor: 'replay',
    sandbox: 'process',
  });
}

/** A project with a list of two tasks, an execution and the first task at work. */
export async function addWorkingProject(pool: Pool, id: string, executionId: string): Promise<void> {
  await addProject(pool, id);
  const entry = { depth: 1, executable: true, dependencies: [], waitingFor: null };
  await saveTaskList(pool, id, {
    path: 'task_lists.md',
    dialect: 'devteam',
    commit: 'c0ffee',
    content: Buffer.from('- [ ] one\n- [ ] two\n'),
    entries: [
      { ...entry, key: 'T-1', id: 'T-1', title: 'one', status: 'active' },
      { ...entry, key: 'T-2', id: 'T-2', title: 'two', status: 'pending', waitingFor: 'T-1' },
    ],
    diagnostics: [],
    completed: 0,
    total: 2,
  });
  await addExecution(pool, { id: executionId, projectId: id });
  await addTask(pool, { executionId, projectId: id, key: 'T-1', id: 'T-1', title: 'one', phase: 'IMPLEMENT', maxAttempts: 3 });
}

export const logEvent = (text: string, executionId = 'execution'): NewEvent => ({
  type: 'execution-log',
  payload: { executionId, taskKey: null, attempt: 1, node: null, level: 'info', stream: 'stdout', lines: [text] },
});

/** Appends as the engine does: in a transaction that holds the project. */
export const append = (pool: Pool, projectId: string, texts: readonly string[]): Promise<number> =>
  inProject(pool, projectId, (db) =>
    appendEvents(
      db,
      projectId,
      texts.map((text) => logEvent(text)),
    ),
  );

/** A question about a failed check; returns its id. */
export async function addWaitingReview(
  pool: Pool,
  { why, ...place }: { customerId: string; projectId: string; executionId: string; why: string },
): Promise<string> {
  const id = randomUUID();
  await addReview(pool, {
    id,
    ...place,
    taskKey: 'T-1',
    taskId: 'T-1',
    taskTitle: 'one',
    why: describeFailure('check_failed', { why }),
    facts: [{ what: why, shownBy: 'npm test' }],
    claims: [{ says: why, who: 'replay' }],
    choices: ['send_back', 'skip', 'abandon'],
    work: null,
    deadline: new Date(Date.now() + 60_000),
  });
  return id;
}

/** An investigation that has begun; returns its id. */
export async function addInvestigation(
  pool: Pool,
  { why, ...place }: { projectId: string; executionId: string; why: string },
): Promise<string> {
  const id = randomUUID();
  await addResolution(pool, {
    id,
    ...place,
    taskKey: 'T-1',
    taskTitle: 'one',
    resolverKey: 'T-1-E1',
    signature: 'a',
    number: 1,
    failure: describeFailure('check_failed', { why }),
  });
  return id;
}

/** A receipt of a commit that is on the branch; returns its hash. */
export async function addLandedReceipt(
  pool: Pool,
  { executionId, projectId, tests = null, why }: { projectId: string; executionId: string; why: string; tests?: object | null },
): Promise<string> {
  const content = JSON.stringify({
    task: { attempt: 1 },
    tree: 'a'.repeat(40),
    base: 'b'.repeat(40),
    sandbox: { driver: 'process', isolation: 'none', enforces: [], image: null },
    checks: [{ name: 'test', command: 'npm test', outcome: 'passed', exitCode: 0, log: null, tests }],
    baseline: null,
    criteria: [],
    verdict: { verdict: 'passed', reasons: [why], notes: [] },
    approval: null,
    models: [],
    prompt: null,
    at: new Date().toISOString(),
  });
  const hash = `sha256:${createHash('sha256').update(projectId).update(content).digest('hex')}`;
  const commit = createHash('sha1').update(hash).digest('hex');
  await saveReceipt(pool, { projectId, hash, executionId, taskKey: 'T-1', commit, content });
  await landReceipt(pool, projectId, commit);
  return hash;
}

/** The steps of a first attempt whose check failed, with what they left; returns the ids of its artifacts by kind. */
export async function addFailedAttempt(
  pool: Pool,
  { executionId, projectId, why }: { projectId: string; executionId: string; why: string },
): Promise<Record<'prompt' | 'transcript' | 'diff' | 'check_log', string>> {
  const hash = `sha256:${createHash('sha256').update(projectId).digest('hex')}`;
  await saveCheckLogs(pool, projectId, [{ hash, content: gzipSync(`not ok 1 ${why}\n`) }]);
  const check = {
    name: 'tests',
    command: 'npm test',
    result: 'failed',
    why,
    exitCode: 1,
    durationMs: 5,
    outputTail: '',
    log: hash,
    tests: null,
  };
  const outputs = {
    gatherContext: { route: 'work', base: 'b'.repeat(40) },
    constructPrompt: { prompt: `Do it. ${why}`, constructor: 'template', template: { name: 'code', version: '1' }, hash: 'sha256:1' },
    codeExecution: {
      work: 'c'.repeat(40),
      changedFiles: ['one.ts'],
      summary: why,
      usage: { model: 'gpt-5', inputTokens: 10, outputTokens: 2 },
    },
    verify: { passed: false, checks: [check], failure: describeFailure('check_failed', { why }) },
  };
  const ids: Record<string, string> = {};
  for (const [name, output] of Object.entries(outputs)) {
    const id = `${executionId}/T-1/1.1.0/${name}#1`;
    const about = { id, executionId, projectId, taskKey: 'T-1', name, selection: 1, attempt: 1, round: 0, nodeAttempt: 1 };
    const [workerId, claim] = ['worker', randomUUID()];
    await addNode(pool, { ...about, input: null, inputHash: '' }, { running: { workerId, claim } });
    if (name === 'codeExecution') {
      const payload = {
        executionId,
        taskKey: 'T-1',
        attempt: 1,
        node: name,
        level: 'info',
        stream: 'stdout',
        lines: ['I read it.', why],
      } as const;
      const other = { ...payload, node: 'verify', lines: ['of another step'] };
      await inProject(pool, projectId, (db) =>
        appendEvents(db, projectId, [
          { type: 'execution-log', payload: { ...payload, lines: [...payload.lines] } },
          { type: 'execution-log', payload: other },
        ]),
      );
    }
    await endNode(pool, { id, claim, status: 'completed', output, failure: null, retryable: null });
    ids[name] = id;
  }
  return {
    prompt: `prompt:${ids['constructPrompt']}`,
    transcript: `transcript:${ids['codeExecution']}`,
    diff: `diff:${ids['codeExecution']}`,
    check_log: `check_log:${hash} ${ids['verify']}`,
  };
}
