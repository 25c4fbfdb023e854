import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAgent } from '@devteam/drivers/executor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../tooling/available.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'devteam-doctor-'));
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

const doctor = (...args: string[]) =>
  spawnSync(process.execPath, ['apps/cli/src/main.ts', 'doctor', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEVTEAM_HOME: home, NO_COLOR: '1' },
  });
const found = await findAgent('codex');

describe('devteam doctor --install', () => {
  test.runIf(available('codex', found.found))('leaves an agent that is wholly there as it is, and then finds it', () => {
    const { stderr, stdout } = doctor('--install', 'codex');
    expect(stderr).toMatch(/^Codex \d+\.\d+\.\d+ is there already: /);
    expect(stdout).toMatch(/Executor codex +codex: Codex/);
  });

  test('refuses a name that it does not know', () => {
    const { status, stderr } = doctor('--install', 'cursor');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/aider, codex, opencode/)]);
  });
});
