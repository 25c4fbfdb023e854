import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { tarOf } from './tar.ts';

const archive = tarOf([
  { path: 'etc', kind: 'folder', mode: 0o755 },
  { path: 'etc/passwd', kind: 'file', mode: 0o644, content: 'root:x:0:0\n', uid: 1, gid: 2 },
  { path: 'bin', kind: 'link', mode: 0o777, target: 'usr/bin' },
]);

describe('an archive', () => {
  test('is one that tar reads', () => {
    const listed = execFileSync('tar', ['--list', '--verbose', '--numeric-owner', '--full-time', '--utc'], {
      input: archive,
      encoding: 'utf8',
    });
    expect(listed.trim().split('\n')).toEqual([
      expect.stringMatching(/^drwxr-xr-x 0\/0 +0 1970-01-01 00:00:00 etc\/?$/),
      expect.stringMatching(/^-rw-r--r-- 1\/2 +11 1970-01-01 00:00:00 etc\/passwd$/),
      expect.stringMatching(/^lrwxrwxrwx 0\/0 +0 1970-01-01 00:00:00 bin -> usr\/bin$/),
    ]);
    expect(execFileSync('tar', ['--extract', '--to-stdout', 'etc/passwd'], { input: archive, encoding: 'utf8' })).toBe('root:x:0:0\n');
  });

  test('refuses names that do not fit', () => {
    expect(() => tarOf([{ path: 'x'.repeat(101), kind: 'folder', mode: 0o755 }])).toThrow(/too long/);
  });
});
