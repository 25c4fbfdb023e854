import { describe, expect, test } from 'vitest';
import { explainFailure, explainSystemError, withoutSecrets } from './explain-failure.ts';

const explain = (stderr: string, remote = true): string =>
  explainFailure({ what: 'fetch', exitCode: 128, stderr, remote, place: 'x' }).code;

describe("git's words as codes", () => {
  test.each([
    ["fatal: unable to access 'https://h/r/': Could not resolve host: h", 'repository_unreachable'],
    ["fatal: unable to access 'https://h/r/': The requested URL returned error: 503", 'repository_unreachable'],
    ["fatal: unable to access 'https://h/r/': SSL certificate problem: self-signed certificate", 'repository_unreachable'],
    ['ssh: connect to host h port 22: Connection timed out\nfatal: Could not read from remote repository.', 'repository_unreachable'],
    ['Host key verification failed.\nfatal: Could not read from remote repository.', 'repository_unreachable'],
    ['error: RPC failed; curl 56 Recv failure: Connection reset by peer\nfatal: early EOF', 'repository_unreachable'],
    ["fatal: could not read Username for 'https://h': terminal prompts disabled", 'repository_auth_required'],
    ["remote: Invalid username or password.\nfatal: Authentication failed for 'https://h/r/'", 'repository_auth_required'],
    ['git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.', 'repository_auth_required'],
    [
      "remote: Permission to o/r.git denied to me.\nfatal: unable to access 'https://h/': The requested URL returned error: 403",
      'repository_permission_denied',
    ],
    ["fatal: detected dubious ownership in repository at '/srv/r'", 'repository_permission_denied'],
    ["remote: Repository not found.\nfatal: repository 'https://h/r/' not found", 'repository_not_found'],
    ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'repository_not_found'],
    ["fatal: '/srv/r' does not appear to be a git repository", 'repository_not_found'],
    ["fatal: unable to access 'https://h/r/': The requested URL returned error: 301", 'repository_not_found'],
    ["fatal: unable to access 'https://h/r/': The requested URL returned error: 429", 'repository_rate_limited'],
    [
      "remote: You have exceeded a secondary rate limit.\nfatal: unable to access 'x': The requested URL returned error: 403",
      'repository_rate_limited',
    ],
    ["fatal: unable to access 'x': Operation too slow. Less than 1000 bytes/sec transferred the last 60 seconds", 'repository_timed_out'],
    ['fatal: write error: No space left on device\nfatal: index-pack failed', 'disk_full'],
    ['error: object abc: hasDotgit: contains .git\nfatal: fsck error in packed object', 'tree_hostile'],
    ["fatal: transport 'ext' not allowed", 'repository_url_refused'],
    ['remote: fatal: packed object 123 (stored in x) is corrupt\nfatal: early EOF', 'repository_damaged'],
    ['something that nobody has seen before', 'repository_unreachable'],
  ])('%s', (stderr, code) => {
    expect(explain(stderr)).toBe(code);
  });

  test.each([
    ['error: inflate: data stream error (incorrect header check)\nfatal: loose object 12 (stored in x) is corrupt', 'repository_damaged'],
    ["fatal: not a git repository: '/mirror'", 'repository_damaged'],
    ['error: file x.pack is far too short to be a packfile\nfatal: not a tree object', 'repository_damaged'],
    ['fatal: unable to write loose object file: No space left on device', 'disk_full'],
    ['usage: git ls-tree', 'unexpected'],
  ])('in the local mirror: %s', (stderr, code) => {
    expect(explain(stderr, false)).toBe(code);
  });

  test('keeps the words as evidence, without progress and without end', () => {
    const stderr = `Receiving objects: 10%\rReceiving objects: 20%\rfatal: early EOF\n\n${'x'.repeat(10_000)}`;
    const { evidence = '' } = explainFailure({ what: 'fetch', exitCode: 1, stderr, remote: true, place: 'x' });
    expect(evidence.split('\n')[0]).toBe('fatal: early EOF');
    expect(evidence).toHaveLength(2_000);
  });

  test('a full disk is told alike, whoever wrote', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: '/x' });
    expect(explainSystemError(error)).toMatchObject({ code: 'disk_full', place: '/x', cause: error });
    const other = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    expect(explainSystemError(other)).toBe(other);
  });

  test('takes secrets out in each of their forms', () => {
    expect(withoutSecrets('a s3cret b czNjcmV0 c', ['s3cret', 'czNjcmV0'])).toBe('a *** b *** c');
  });
});
