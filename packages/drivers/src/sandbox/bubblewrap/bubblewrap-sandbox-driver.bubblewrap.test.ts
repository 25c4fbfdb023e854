import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../../../../tooling/available.ts';
import { sandboxAbuse } from '../enclosed/abuse.conformance.ts';
import { assertNothingBreaksOut, assertTriesBite } from '../enclosed/break-outs.conformance.ts';
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
