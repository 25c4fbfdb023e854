import { describe, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { findGitLogin } from './git-login.ts';

const { gitLogins } = loadConfig({ DEVTEAM_GIT_TOKENS: 'github.com=t0ken, git.example.com:8443=ana:s3cret' });

describe('logins for Git hosts', () => {
  test('are found by the host of an https address', () => {
    expect(findGitLogin(gitLogins, 'https://github.com/acme/shop.git')).toEqual({ secret: 't0ken' });
    expect(findGitLogin(gitLogins, 'https://GIT.example.com:8443/x')).toEqual({ username: 'ana', secret: 's3cret' });
  });

  test.each([
    'http://github.com/x',
    'https://github.com.evil.test/x',
    'https://evil.test/github.com',
    'https://git.example.com/x',
    'ssh://github.com/x',
    'git@github.com:x',
    '/srv/x',
    '',
  ])('are not given to %j', (address) => {
    expect(findGitLogin(gitLogins, address)).toBeUndefined();
  });

  test('a wrong form is refused without repeating it', () => {
    const refused = () => loadConfig({ DEVTEAM_GIT_TOKENS: 'ghp_verysecret' });
    expect(refused).toThrow(/DEVTEAM_GIT_TOKENS: must be host=token/);
    expect(refused).not.toThrow(/verysecret/);
  });
});
