import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pinnedAgents } from '../agent/pinned-agents.ts';
import { findAgent, installAgent } from '../index.ts';
import { npmPackages } from './npm-packages.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'devteam-agents-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});
const newDirectory = () => mkdtemp(join(root, 'agents-'));

/** As it lies there once it is wholly installed. */
async function plant(directory: string, version: string, isWhole = true) {
  const home = join(directory, 'codex');
  const program = pinnedAgents.codex.programs(home)[0] ?? '';
  await mkdir(dirname(program), { recursive: true });
  await writeFile(join(home, 'devteam-agent.json'), JSON.stringify({ agent: 'codex', version }));
  if (isWhole) {
    await writeFile(program, '#!/bin/sh\n');
    await chmod(program, 0o755);
  }
  return { home, program };
}

describe('an agent in a folder of ours', () => {
  test('is found with its version and what a sandbox has to show', async () => {
    const directory = await newDirectory();
    const { home, program } = await plant(directory, pinnedAgents.codex.version);
    expect(await findAgent('codex', directory)).toEqual({ found: true, version: pinnedAgents.codex.version, program, folders: [home] });
  });

  test.for([
    ['not there', undefined, true, /there is no Codex in .*devteam doctor --install codex/],
    ['of another version', '0.1.0', true, /is version 0\.1\.0.*--install codex/],
    ['half there', pinnedAgents.codex.version, false, /is incomplete/],
  ] as const)('that is %s is not found, and it is said why', async ([, version, isWhole, why]) => {
    const directory = await newDirectory();
    if (version !== undefined) await plant(directory, version, isWhole);
    expect(await findAgent('codex', directory)).toEqual({ found: false, why: expect.stringMatching(why) });
  });

  test('that is whole is not installed again', async () => {
    const directory = await newDirectory();
    await plant(directory, pinnedAgents.codex.version);
    const lines: string[] = [];
    await installAgent('codex', { directory, onProgress: (line) => lines.push(line) });
    expect(lines).toEqual([expect.stringMatching(/^Codex .* is there already/)]);
  });

  test('of an unknown name is refused, naming those that there are', async () => {
    await expect(installAgent('cursor' as 'codex', { directory: root })).rejects.toMatchObject({
      code: 'agent_unknown',
      message: expect.stringContaining('aider, codex, opencode'),
    });
  });
});

test('every version that is installed is the known one, and of each file a hash is recorded', async () => {
  const folder = dirname(import.meta.filename);
  const text = await readFile(join(folder, 'aider-requirements.txt'), 'utf8');
  expect(text).toContain(`\naider-chat==${pinnedAgents.aider.version} \\\n    --hash=sha256:`);
  const requirements = text.split(/\n(?=[a-z])/).filter((each) => /^[a-z]/.test(each));
  expect(requirements.length).toBeGreaterThan(100);
  expect(requirements.filter((each) => !/^[\w.-]+==\S+( ; .+?)? \\\n( {4}--hash=sha256:[0-9a-f]{64}( \\)?\n?)+$/.test(each))).toEqual([]);
  for (const [name, packages] of Object.entries(npmPackages)) {
    const { version } = pinnedAgents[name as 'codex'];
    expect(Object.keys(packages)).toContain('linux-x64');
    for (const each of Object.values(packages)) {
      expect(each.integrity).toMatch(/^sha512-/);
      expect([each.version, each.spec].map((text) => text.includes(version))).toEqual([true, true]);
    }
  }
});
