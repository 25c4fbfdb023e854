import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type InjectionState, injectionEventsFrom, injectionStates, injectionTable, nextInjectionState } from './injection-table.ts';

const finals: ReadonlySet<InjectionState> = new Set(['committed', 'canceled', 'rejected']);

describe('states of an injection', () => {
  test('the way of one that goes well, and of one that needs more words', () => {
    expect(nextInjectionState('received', 'validate')).toBe('validated');
    expect(nextInjectionState('validated', 'ask')).toBe('received');
    expect(nextInjectionState('validated', 'place')).toBe('placed');
    expect(nextInjectionState('placed', 'commit')).toBe('committed');
  });

  test('it is taken back only before it is placed', () => {
    expect(injectionStates.filter((state) => nextInjectionState(state, 'cancel'))).toEqual(['received', 'validated']);
  });

  test('whatever happens, nothing leaves a final state, and every state can end', () => {
    const events = injectionStates.flatMap(injectionEventsFrom);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (sequence) => {
        let state: InjectionState = 'received';
        for (const event of sequence) {
          const next = nextInjectionState(state, event);
          expect(next !== undefined && finals.has(state)).toBe(false);
          state = next ?? state;
          expect(Object.keys(injectionTable)).toContain(state);
        }
      }),
    );
    for (const state of injectionStates) {
      const reached = new Set([state]);
      for (const at of reached) for (const event of injectionEventsFrom(at)) reached.add(nextInjectionState(at, event) ?? at);
      expect([...reached].some((end) => injectionEventsFrom(end).length === 0)).toBe(true);
    }
  });
});
