import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeProjectId } from './project-address.ts';

describe('encodeProjectId', () => {
  test.each([
    ['/api/projects', '/api/projects'],
    ['/api/projects?x=1', '/api/projects?x=1'],
    ['/api/projects/acme/shop', '/api/projects/acme%2Fshop'],
    ['/api/projects/acme/shop/events?after=3', '/api/projects/acme%2Fshop/events?after=3'],
    ['/api/projects/acme/shop/automate', '/api/projects/acme%2Fshop/automate'],
    ['/api/projects/acme%2Fshop/stop', '/api/projects/acme%2Fshop/stop'],
    ['/api/projects/acme%2Fshop?a=b/events', '/api/projects/acme%2Fshop?a=b/events'],
    ['/api/projects/acme/team/shop', '/api/projects/acme%2Fteam%2Fshop'],
    ['/api/projects/shop/events', '/api/projects/shop/events'],
    ['/api/projects/events', '/api/projects/events'],
    ['/projects/acme/shop', '/projects/acme/shop'],
  ])('%s', (given, expected) => {
    expect(encodeProjectId(given)).toBe(expected);
  });

  test('the raw and the encoded form of an id with a slash are one address', () => {
    const name = fc.stringMatching(/^[a-z\d._-]{1,12}$/);
    fc.assert(
      fc.property(name, name, fc.constantFrom('', '/events', '/automate', '/stop'), (customer, project, action) => {
        fc.pre(action !== '' || !['events', 'automate', 'stop'].includes(project));
        const encoded = `/api/projects/${encodeURIComponent(`${customer}/${project}`)}${action}`;
        expect(encodeProjectId(`/api/projects/${customer}/${project}${action}`)).toBe(encoded);
        expect(encodeProjectId(encoded)).toBe(encoded);
      }),
    );
  });
});
