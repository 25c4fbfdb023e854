import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callersFolder, gitEnvironment, loadConfig } from './config.ts';

describe('what the environment says', () => {
  test('of nothing is the default', () => {
    expect(loadConfig({}, 'linux')).toEqual({
      home: join(homedir(), '.devteam'),
      databaseUrl: undefined,
      colors: 'on a terminal',
      redraws: true,
      unicode: true,
      hasDesktop: false,
      debug: false,
    });
  });

  test('of empty variables is the default too', () => {
    expect(loadConfig({ DEVTEAM_HOME: '', DATABASE_URL: '', NO_COLOR: '', CI: '' }, 'linux')).toEqual(loadConfig({}, 'linux'));
  });

  test('a home becomes absolute', () => {
    expect(loadConfig({ DEVTEAM_HOME: 'here' }).home).toBe(join(process.cwd(), 'here'));
  });

  test.each([
    [{ NO_COLOR: '1' }, 'never', false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, 'never', false],
    [{ FORCE_COLOR: '1' }, 'always', true],
    [{ FORCE_COLOR: '0' }, 'never', true],
    [{ TERM: 'dumb' }, 'never', false],
    [{ CI: 'true' }, 'on a terminal', false],
    [{ CI: 'false' }, 'on a terminal', true],
  ])('%j', (env, colors, redraws) => {
    expect(loadConfig(env)).toMatchObject({ colors, redraws });
  });

  test.each([
    [{ LANG: 'C' }, false],
    [{ LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, false],
    [{ TERM: 'linux' }, false],
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.UTF-8', TERM: 'xterm' }, true],
  ])('%j has Unicode: %s', (env, unicode) => {
    expect(loadConfig(env).unicode).toBe(unicode);
  });
});

test('our git sees no setting of the caller or the machine', () => {
  const environment = gitEnvironment({ PATH: '/bin', GIT_DIR: '/elsewhere', GIT_CONFIG_COUNT: '1', HOME: '/home/a' });
  expect(environment).toEqual({
    PATH: '/bin',
    HOME: '/home/a',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  });
});

describe('where the person stands', () => {
  const root = join(import.meta.dirname, '../../..');
  const npm = { npm_package_json: join(root, 'package.json'), npm_lifecycle_event: 'devteam', INIT_CWD: '/home/a/shop' };

  test('is where npm was called, when it runs our own script', () => {
    expect(callersFolder(npm, root)).toBe('/home/a/shop');
  });

  test.each([
    ['a script of somebody else', { ...npm, npm_package_json: '/home/a/shop/package.json' }, root],
    ['a folder that the script went to', npm, '/home/a/elsewhere'],
    ['no npm at all', {}, '/home/a'],
  ])('is the current folder for %s', (_name, env, cwd) => {
    expect(callersFolder(env, cwd)).toBe(cwd);
  });
});
