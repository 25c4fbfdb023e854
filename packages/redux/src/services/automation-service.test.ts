// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { createMadeUpClient } from '../testing/made-up-client.ts';
import { createAutomationService, estimateAutomationDuration, validateTaskForAutomation } from './automation-service.ts';

const good = { title: 'Ship', description: 'By mail', notes: [{ content: 'ACCEPTANCE CRITERIA: it arrives' }], _projectID: 'acme/shop' };

describe('a task for automation', () => {
  test('says enough', () => {
    expect(validateTaskForAutomation(good)).toEqual({
      isValid: true,
      requirements: { hasDescription: true, hasAcceptanceCriteria: true, isNotCompleted: true, hasProject: true },
      missingRequirements: [],
    });
  });

  test.each([
    ['hasDescription', { description: '  ' }],
    ['hasDescription', { description: null }],
    ['hasAcceptanceCriteria', { notes: ['some note'] }],
    ['hasAcceptanceCriteria', { notes: [] }],
    ['isNotCompleted', { isCompleted: true }],
    ['isNotCompleted', { status: 'completed' }],
    ['hasProject', { _projectID: null }],
  ])('lacks %s with %j', (missing, change) => {
    expect(validateTaskForAutomation({ ...good, ...change }).missingRequirements).toEqual([missing]);
  });
});

test('fifteen minutes a task, by its complexity; what is not known is medium', () => {
  const of = (complexity?: string) => estimateAutomationDuration([complexity === undefined ? {} : { complexity }]);
  expect(['simple', 'medium', 'complex', 'unheard-of', undefined].map(of)).toEqual([15, 22.5, 37.5, 22.5, 22.5]);
  expect(estimateAutomationDuration([])).toBe(0);
});

describe('the service', () => {
  const source = (repository: { github_repo_url?: string }) => ({
    getTasks: async () => [good, { ...good, isCompleted: true }, { ...good, description: '' }],
    getProject: async () => repository,
  });

  test('prepares what is open, what is fit, and the repository', async () => {
    const verdict = { valid: true, defaultBranch: 'main', hasTaskList: true };
    const client = createMadeUpClient({ 'POST /api/devteam/repository/validate': verdict });
    const context = await createAutomationService(
      client,
      source({ github_repo_url: 'https://example.com/a.git' }),
    ).prepareAutomationContext('acme/shop');
    expect(context).toMatchObject({ repositoryUrl: 'https://example.com/a.git', repository: verdict });
    expect([context.tasks.length, context.eligibleTasks]).toEqual([2, [good]]);
  });

  test('without a repository it asks nobody', async () => {
    const client = createMadeUpClient();
    const context = await createAutomationService(client, source({})).prepareAutomationContext('acme/shop');
    expect([context.repository.valid, client.asked]).toEqual([false, []]);
  });

  test('an execution error becomes an injected task', async () => {
    const client = createMadeUpClient({ 'POST /api/devteam/tasks/inject': { taskId: '1.2.1', injectionId: 'i1', status: 'pending' } });
    const service = createAutomationService(client, source({}));
    const answer = await service.handleExecutionError(
      { projectId: 'acme/shop', error: { type: 'check_failed', message: 'exit code 1' } },
      good,
    );
    expect(answer).toEqual({ status: 'error_task_injected', taskId: '1.2.1', injectionId: 'i1' });
    expect(client.asked[0]?.body).toMatchObject({
      injectionType: 'priority',
      task: { title: 'Resolve Error: check_failed', priority: 'critical' },
    });
  });
});
