import { homedir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repositoryName } from '@devteam/api';
import { localProjectId, repositoryAddress } from './local-project.ts';

describe('repositoryAddress', () => {
  test.each([
    ['.', '/somewhere/work'],
    ['../other', '/somewhere/other'],
    ['/a/b.git', '/a/b.git'],
    ['~/code/x', `${homedir()}/code/x`],
    ['https://example.org/x.git', 'https://example.org/x.git'],
    ['ssh://git@example.org/x', 'ssh://git@example.org/x'],
    ['git@example.org:bakery/x.git', 'git@example.org:bakery/x.git'],
    ['./odd:name', '/somewhere/work/odd:name'],
    // Refused later, with the reason; an id or path made of it would hide what it is.
    ['ext::sh -c evil', 'ext::sh -c evil'],
    ['--upload-pack=evil', '--upload-pack=evil'],
  ])('%s', (text, address) => {
    expect(repositoryAddress(text, '/somewhere/work')).toBe(address);
  });
});

describe('repositoryName', () => {
  test.each([
    ['/a/order-desk', 'order-desk'],
    ['/a/order-desk/', 'order-desk'],
    ['https://example.org/bakery/order-desk.git', 'order-desk'],
    ['git@example.org:order-desk.git', 'order-desk'],
    ['/', 'project'],
  ])('%s', (address, name) => {
    expect(repositoryName(address)).toBe(name);
  });
});

describe('localProjectId', () => {
  test('is the same for the same repository and branch, and another for others', () => {
    const id = localProjectId('/a/Order Desk', 'main');
    expect(id).toMatch(/^local\/order-desk-[0-9a-f]{8}$/);
    expect(localProjectId('/a/Order Desk', 'main')).toBe(id);
    expect(localProjectId('/a/Order Desk', undefined)).not.toBe(id);
    expect(localProjectId('/b/Order Desk', 'main')).not.toBe(id);
  });

  test('is an id, whatever the repository is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.option(fc.string(), { nil: undefined }), (address, branch) => {
        expect(localProjectId(address, branch)).toMatch(/^local\/[a-z0-9][a-z0-9-]*-[0-9a-f]{8}$/);
      }),
    );
  });
});
