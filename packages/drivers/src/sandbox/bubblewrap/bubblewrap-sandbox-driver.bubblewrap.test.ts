import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../../../../tooling/available.ts';
import { findProgram } from '../host-programs.ts';
import { sandboxConformance } from '../sandbox.conformance.ts';
import { type ConformanceSubjects, openConformanceSubjects } from '../testing/conformance-subject.ts';

let subjects: ConformanceSubjects;
beforeAll(async () => {
  subjects = await openConformanceSubjects({ name: 'bubblewrap', capabilities: { endsEscapeesAtDeadline: true, diesWithOwner: true } });
});
afterAll(() => subjects.remove());

const isThere = available('bubblewrap', findProgram('bwrap') !== undefined);

describe.runIf(isThere).concurrent('the bubblewrap driver conforms', () => {
  test.for(sandboxConformance)('$name', { timeout: 30_000 }, async ({ run }) => {
    await expect(run(subjects.newSubject())).resolves.toBeUndefined();
  });
});
