import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EndedRun, checkOutcome, isVerdict } from './check-outcome.ts';

const run = (given: Partial<EndedRun>): EndedRun => ({ ended: 'exited', exitCode: null, signal: null, limit: null, ...given });

describe('how a check came out', () => {
  test.each([
    [run({ exitCode: 0 }), 'passed'],
    [run({ exitCode: 1 }), 'failed'],
    [run({ exitCode: 255 }), 'failed'],
    [run({ exitCode: 134 }), 'failed'],
    [run({ exitCode: 139 }), 'failed'],
    [run({ ended: 'killed', signal: 'SIGSEGV' }), 'failed'],
    [run({ ended: 'timed_out', signal: 'SIGKILL' }), 'timed_out'],
    [run({ ended: 'killed', signal: 'SIGKILL', limit: 'wall_clock' }), 'timed_out'],
    [run({ exitCode: 127 }), 'could_not_run'],
    [run({ exitCode: 126 }), 'could_not_run'],
    [run({ ended: 'could_not_start' }), 'could_not_run'],
    [run({ ended: 'canceled', signal: 'SIGTERM' }), 'could_not_run'],
    [run({ exitCode: null }), 'could_not_run'],
    [run({ ended: 'killed', signal: 'SIGKILL' }), 'killed_by_host'],
    [run({ ended: 'killed', signal: null }), 'killed_by_host'],
    [run({ exitCode: 1, limit: 'memory' }), 'killed_by_host'],
    [run({ exitCode: 0, limit: 'disk' }), 'killed_by_host'],
    [run({ exitCode: 137 }), 'killed_by_host'],
    [run({ exitCode: 143 }), 'killed_by_host'],
  ])('%o: %s', (ended, outcome) => {
    expect(checkOutcome(ended)).toMatchObject({ outcome, why: expect.stringMatching(/\w/) as string });
  });

  test('passes only by exit code 0, and says something about the work only if it ended by itself and within its limits', () => {
    const any = fc.record({
      ended: fc.constantFrom('exited', 'timed_out', 'canceled', 'could_not_start', 'killed'),
      exitCode: fc.option(fc.integer({ min: 0, max: 255 })),
      signal: fc.option(fc.constantFrom('SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGABRT', 'SIGXCPU')),
      limit: fc.option(fc.constantFrom('memory', 'disk', 'wall_clock')),
    }) as fc.Arbitrary<EndedRun>;
    fc.assert(
      fc.property(any, (ended) => {
        const { outcome } = checkOutcome(ended);
        expect(outcome === 'passed').toBe(ended.ended === 'exited' && ended.exitCode === 0 && ended.limit === null);
        const isOwnEnd = ended.limit === null && (ended.ended === 'exited' || ended.ended === 'killed');
        expect(isVerdict(outcome) && !isOwnEnd).toBe(false);
      }),
    );
  });
});
