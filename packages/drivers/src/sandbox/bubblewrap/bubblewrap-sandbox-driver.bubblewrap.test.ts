import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../../../../tooling/available.ts';
import { sandboxAbuse } from '../enclosed/abuse.conformance.ts';
import { assertNothingBreaksOut, assertTriesBite } from '../enclosed/break-outs.conformance.ts';
import { stateFolderOf } from '../enclosed/state-folder.ts';
import { sandboxUser } from '../enclosed/walls.ts';
import { findProgram } from '../host-programs.ts';
import { createProcessSandboxDriver } from '../process-sandbox-driver.ts';
import { sandboxConformance } from '../sandbox.conformance.ts';
import { type ConformanceSubjects, openConformanceSubjects } from '../testing/conformance-subject.ts';

let subjects: ConformanceSubjects;
beforeAll(async () => {
  subjects = await openConformanceSubjects({ name: 'bubblewrap', capabilities: { endsEscapeesAtDeadline: true, diesWithOwner: true } });
});
afterAll(() => subjects.remove());

const isThere = available('bubblewrap', findProgram('bwrap') !== undefined);
/** Others may not make control groups, and hold nothing that `bites`. */
const isRoot = process.getuid?.() === 0;

describe.runIf(isThere).concurrent('the bubblewrap driver conforms', () => {
  test.for(sandboxConformance)('$name', { timeout: 30_000 }, async ({ run }) => {
    await expect(run(subjects.newSubject())).resolves.toBeUndefined();
  });
});

describe.runIf(isThere)('the walls of bubblewrap', () => {
  test.runIf(isRoot)('are tried with what would succeed without them', async () => {
    const driver = createProcessSandboxDriver({ installation: `bite-${process.pid}` });
    await expect(assertTriesBite({ driver, newDirectory: () => subjects.newDirectory() })).resolves.toBeUndefined();
  });

  test('have sockets that no other user of the machine can come near', async () => {
    const { driver, installation, newDirectory } = subjects.newSubject();
    const sandbox = await driver.create({ id: `sockets/${process.pid}`, directory: await newDirectory(), gatewaySocket: '/nowhere' });
    const state = stateFolderOf('bubblewrap', undefined);
    const folders = (await readdir(state)).filter((name) => name.startsWith(`${installation}:`));
    expect(folders).toHaveLength(1);
    const { mode, uid } = await stat(join(state, folders[0] ?? ''));
    expect([mode & 0o777, uid]).toEqual([0o700, sandboxUser().uid]);
    await sandbox.close();
  });

  test('let nobody out', async () => {
    const { driver, newDirectory } = subjects.newSubject();
    expect(await assertNothingBreaksOut({ driver, newDirectory, engineSocket: '/var/run/docker.sock' })).toBeGreaterThanOrEqual(30);
  });
});

describe.runIf(isThere && isRoot)('behind bubblewrap, with limits', () => {
  test.for(sandboxAbuse)('$name', { timeout: 90_000 }, async ({ run }) => {
    await expect(run(subjects.newSubject())).resolves.toBeUndefined();
  });
});
