import { type Route, routes } from '@devteam/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeIds } from './raw-ids.ts';

describe('encodeIds', () => {
  test.each([
    ['GET', '/api/devteam/projects/acme/shop', '/api/devteam/projects/acme%2Fshop'],
    ['GET', '/api/projects/acme/shop', '/api/devteam/projects/acme%2Fshop'],
    ['GET', '/api/projects/acme%2Fshop/events?after=1/2', '/api/devteam/projects/acme%2Fshop/events?after=1/2'],
    ['GET', '/api/projects', '/api/devteam/projects'],
    ['HEAD', '/api/health', '/api/devteam/health'],
    ['GET', '/api/devteam/projects/a/b/c/logs/download', '/api/devteam/projects/a%2Fb%2Fc/logs/download'],
    ['GET', '/api/devteam/repository/tasks/customer-1/project-2', '/api/devteam/repository/tasks/customer-1%2Fproject-2'],
    ['PUT', '/api/devteam/repository/tasks/customer-1/project-2/1.2', '/api/devteam/repository/tasks/customer-1%2Fproject-2/1.2'],
    ['DELETE', '/api/devteam/projects/a/a/injections/a', '/api/devteam/projects/a%2Fa/injections/a'],
    ['GET', '/api/devteam/executions/active/crm/user/7', '/api/devteam/executions/active/crm%2Fuser%2F7'],
    ['GET', '/assets/app.js', '/assets/app.js'],
    ['GET', '/api/projectsx', '/api/projectsx'],
  ])('%s %s', (method, raw, encoded) => {
    expect(encodeIds(method, raw)).toBe(encoded);
    expect(encodeIds(method, encoded)).toBe(encoded);
  });

  test('an id with a slash that is none of our words arrives on every route, raw and encoded', () => {
    const word = fc.stringMatching(/^[a-z\d][a-z\d.-]{0,8}$/).map((text) => `x${text}`);
    const id = fc.array(word, { minLength: 2, maxLength: 3 }).map((words) => words.join('/'));
    const parameters = /\{(\w+)\}/g;
    fc.assert(
      fc.property(fc.constantFrom(...(Object.values(routes) as Route[])), id, word, ({ method, path }, projectId, other) => {
        const value = (name: string) => (name === 'projectId' ? projectId : other);
        const raw = path.replaceAll(parameters, (_all, name: string) => value(name));
        const encoded = path.replaceAll(parameters, (_all, name: string) => encodeURIComponent(value(name)));
        expect(encodeIds(method, raw)).toBe(encoded);
        expect(encodeIds(method, encoded)).toBe(encoded);
      }),
    );
  });
});
