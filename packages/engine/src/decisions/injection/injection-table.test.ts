import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type InjectionStatus, injectionEventsFrom, injectionStatuses, injectionTable, nextInjectionStatus } from './injection-table.ts';

const finals: ReadonlySet<InjectionStatus> = new Set(['done', 'refused', 'canceled', 'rolled_back']);

describe('statuses of an injection', () => {
  test('the way of one that somebody approved', () => {
    expect(nextInjectionStatus('approval', 'approve')).toBe('pending');
    expect(nextInjectionStatus('pending', 'take')).toBe('processing');
    expect(nextInjectionStatus('processing', 'finish')).toBe('done');
  });

  test('it is taken back only before it is processed', () => {
    expect(injectionStatuses.filter((status) => nextInjectionStatus(status, 'cancel'))).toEqual(['approval', 'pending']);
  });

  test('whatever happens, nothing leaves a final status, and every status can end', () => {
    const events = injectionStatuses.flatMap(injectionEventsFrom);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (sequence) => {
        let status: InjectionStatus = 'approval';
        for (const event of sequence) {
          const next = nextInjectionStatus(status, event);
          expect(next !== undefined && finals.has(status)).toBe(false);
          status = next ?? status;
          expect(Object.keys(injectionTable)).toContain(status);
        }
      }),
    );
    for (const status of injectionStatuses) {
      const reached = new Set([status]);
      for (const at of reached) for (const event of injectionEventsFrom(at)) reached.add(nextInjectionStatus(at, event) ?? at);
      expect([...reached].some((end) => finals.has(end))).toBe(true);
    }
  });
});
