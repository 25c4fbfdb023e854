import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../../../../tooling/available.ts';
import { sandboxConformance } from '../sandbox.conformance.ts';
import { type ConformanceSubjects, openConformanceSubjects } from '../testing/conformance-subject.ts';
import { type PrivateEngine, canOpenPrivateEngine, openPrivateEngine } from '../testing/private-engine.ts';

const isThere = available('docker', canOpenPrivateEngine());
let engine: PrivateEngine;
let subjects: ConformanceSubjects;
beforeAll(async () => {
  if (!isThere) return;
  engine = await openPrivateEngine();
  subjects = await openConformanceSubjects({
    name: 'docker',
    capabilities: { endsEscapeesAtDeadline: true, diesWithOwner: true },
    driverOptions: { engineSocket: engine.socket },
  });
});
afterAll(async () => {
  await engine?.close();
  await subjects?.remove();
});

describe.runIf(isThere).concurrent('the docker driver conforms', () => {
  test.for(sandboxConformance)('$name', { timeout: 60_000 }, async ({ run }) => {
    await expect(run(subjects.newSubject())).resolves.toBeUndefined();
  });
});
