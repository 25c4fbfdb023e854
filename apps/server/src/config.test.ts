import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { findErrorCode } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { loadConfig } from './config.ts';

describe('loadConfig', () => {
  test('has an answer for everything', () => {
    expect(loadConfig({})).toEqual({
      home: join(homedir(), '.devteam'),
      http: { host: '127.0.0.1', port: 4310 },
      slots: 5,
      logLevel: 'info',
      gitLogins: new Map(),
      web: { publicNames: new Set(), origins: new Set(), webhookHosts: new Set() },
    });
  });

  test('reads what is set', () => {
    const env = {
      DEVTEAM_HOME: 'somewhere',
      DATABASE_URL: 'postgresql://me@db:5432/devteam',
      DEVTEAM_HOST: '0.0.0.0',
      DEVTEAM_PORT: '0',
      DEVTEAM_SLOTS: '12',
      DEVTEAM_LOG_LEVEL: 'debug',
    };
    expect(loadConfig(env)).toEqual({
      home: resolve('somewhere'),
      databaseUrl: 'postgresql://me@db:5432/devteam',
      http: { host: '0.0.0.0', port: 0 },
      slots: 12,
      logLevel: 'debug',
      gitLogins: new Map(),
      web: { publicNames: new Set(), origins: new Set(), webhookHosts: new Set() },
    });
  });

  test('what is set to nothing is not set', () => {
    expect(loadConfig({ DATABASE_URL: '', DEVTEAM_PORT: '', DEVTEAM_HOME: '' })).toEqual(loadConfig({}));
  });

  test.each([
    { DEVTEAM_PORT: 'http' },
    { DEVTEAM_PORT: '65536' },
    { DEVTEAM_PORT: '-1' },
    { DEVTEAM_SLOTS: '1.5' },
    { DEVTEAM_LOG_LEVEL: 'loud' },
    { DATABASE_URL: 'mysql://me:secret@db/x' },
    { DATABASE_URL: 'secret' },
  ])('refuses %j by name, without its value', (env) => {
    let thrown: unknown;
    try {
      loadConfig(env);
    } catch (error) {
      thrown = error;
    }
    expect(findErrorCode(thrown)).toBe('usage');
    expect(String(thrown)).toContain(Object.keys(env)[0]);
    expect(String(thrown)).not.toContain('secret');
  });
});
