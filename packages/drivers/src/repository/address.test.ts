import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress } from './address.ts';
import { RepositoryError } from './repository-error.ts';

describe('an address that a person typed', () => {
  test.each([
    ['https://github.com/o/r.git', { protocol: 'https', url: 'https://github.com/o/r.git', origin: 'https://github.com' }],
    [
      'https://git.example.org:8443/r',
      { protocol: 'https', url: 'https://git.example.org:8443/r', origin: 'https://git.example.org:8443' },
    ],
    ['http://localhost:3000/r.git', { protocol: 'http', url: 'http://localhost:3000/r.git', origin: 'http://localhost:3000' }],
    ['ssh://git@example.org:2222/o/r.git', { protocol: 'ssh', url: 'ssh://git@example.org:2222/o/r.git' }],
    ['git@github.com:o/r.git', { protocol: 'ssh', url: 'git@github.com:o/r.git' }],
    ['example.org:r.git', { protocol: 'ssh', url: 'example.org:r.git' }],
    ['file:///srv/git/r%20x.git', { protocol: 'file', url: '/srv/git/r x.git' }],
    ['/srv/git/r.git', { protocol: 'file', url: '/srv/git/r.git' }],
    ['/srv/with:colon', { protocol: 'file', url: '/srv/with:colon' }],
  ])('%s is taken', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  test('a relative path is resolved now, so that a later change of directory means nothing', () => {
    expect(parseAddress('../there/r.git').url).toMatch(/^\/.*there\/r\.git$/);
    expect(parseAddress('./a:b').url).toMatch(/^\/.*\/a:b$/);
  });

  test.each([
    'ext::sh -c touch% /tmp/x',
    'EXT::sh',
    'fd::17',
    'transport::address',
    '--upload-pack=touch /tmp/x',
    '-oProxyCommand=x',
    'ssh://-oProxyCommand=x/r',
    'ssh://git@-x/r',
    'ssh://-x@host/r',
    '-x@host:r',
    'host:-r',
    'host:',
    'ssh://git:secret@host/r',
    'https://user@github.com/o/r',
    'https://user:secret@github.com/o/r',
    'https://:secret@github.com/o/r',
    'https://github.com/o/r?x=y',
    'http://github.com/o/r',
    'http://10.0.0.1/r',
    'git://github.com/o/r',
    'ftp://host/r',
    'file://host/r',
    'javascript://x',
    'https://',
    '',
    ' /x',
    '/x\n',
    '/x\u0000y',
    'https://github.com/\u001b[31m',
  ])('%j is refused', (text) => {
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'repository_url_refused' }) as Error);
  });

  test('a refusal never repeats the address, which may hold a password', () => {
    expect(() => parseAddress('https://me:hunter2@host/r')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }) as Error,
    );
  });

  test('whatever is typed, what git is given is no option and no program', () => {
    const pieces = fc.constantFrom(
      'ext',
      '::',
      ':',
      '//',
      '/',
      '-',
      '@',
      'host',
      'https',
      'ssh',
      '..',
      '\n',
      '%',
      ' ',
      '[',
      ']',
      'file',
      'a',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces).map((parts) => parts.join('')),
          fc.string(),
        ),
        (text) => {
          const { url, protocol } = parsed(text);
          expect(url).not.toMatch(/^-|^[a-z0-9+.-]+::/i);
          // oxlint-disable-next-line no-control-regex -- that is the point
          expect(url).not.toMatch(/[\u0000-\u001f]/);
          expect(protocol !== 'file' || url.startsWith('/')).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** A refusal as an address that passes: only what is accepted is judged. */
function parsed(text: string): { url: string; protocol: string } {
  try {
    return parseAddress(text);
  } catch (error) {
    if (error instanceof RepositoryError) return { url: '/refused', protocol: 'file' };
    throw error;
  }
}
