import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { permissions } from '../access/permissions.ts';
import { type Route, type RouteName, routes } from './index.ts';

const rows = Object.entries(routes) as [RouteName, Route][];
const parametersOf = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));

describe('the table of routes', () => {
  test('has each address once', () => {
    const addresses = rows.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test.each(rows)('%s names each parameter of its path, and what it is about', (_name, row) => {
    expect(Object.keys(row.params?.shape ?? {}).toSorted()).toEqual(parametersOf(row.path).toSorted());
    const given = [...parametersOf(row.path), ...Object.keys(row.body?.shape ?? {}), ...Object.keys(row.query?.shape ?? {})];
    expect(row.about === 'project' ? given : ['projectId']).toContain('projectId');
    expect(row.about === 'customer' ? given : ['customerId']).toContain('customerId');
    expect(row.about === 'execution' ? given : ['executionId']).toContain('executionId');
    expect(['open', 'signed-in', ...permissions]).toContain(row.access);
    expect(row.summary).not.toMatch(/\.$/);
    expect(row.method === 'GET' && row.body !== undefined).toBe(false);
  });

  test.each(rows)('%s can be described in JSON Schema', (_name, row) => {
    const inputs = [row.params, row.query, row.body].filter((schema) => schema !== undefined);
    const { answer } = row.success;
    const described = inputs.map((schema) => z.toJSONSchema(schema, { io: 'input' }).type);
    expect(described).toEqual(inputs.map(() => 'object'));
    expect(answer instanceof z.ZodType ? z.toJSONSchema(answer).$schema : 'nothing to describe').toBeTruthy();
  });

  test('the calls that hosts know are there under their names', () => {
    const addresses = rows.map(([, { method, path }]) => `${method} ${path}`);
    expect(addresses).toEqual(
      expect.arrayContaining([
        'POST /api/devteam/automation/initialize',
        'GET /api/devteam/automation/status/{projectId}',
        'POST /api/devteam/automation/pause/{projectId}',
        'POST /api/devteam/automation/resume/{projectId}',
        'POST /api/devteam/automation/stop/{projectId}',
        'POST /api/devteam/repository/validate',
        'GET /api/devteam/repository/tasks/{projectId}',
        'PUT /api/devteam/repository/tasks/{projectId}/{taskId}',
        'GET /api/devteam/errors/{executionId}/{errorId}',
        'POST /api/devteam/tasks/inject',
        'GET /api/devteam/executions/active/{userId}',
        'GET /api/devteam/executions/history/{userId}',
        'POST /api/devteam/projects/{projectId}/tasks/inject',
        'GET /api/devteam/projects/{projectId}/injections/{injectionId}',
        'GET /api/devteam/projects/{projectId}/injections',
        'DELETE /api/devteam/projects/{projectId}/injections/{injectionId}',
      ]),
    );
  });
});
