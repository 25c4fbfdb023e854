import fc from 'fast-check';
import { controlCommands } from '../../control/control-table.ts';
import type { Deed } from '../people.ts';
import type { Script } from '../simulate.ts';

const task = fc.nat(6);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.constantFrom<Deed[]>({ do: 'start' }, { do: 'commit' }, { do: 'crash' }, { do: 'crash' }),
  fc.record({ do: fc.constant('command' as const), command: fc.constantFrom(...controlCommands), task }),
  fc.record({
    do: fc.constant('inject' as const),
    kind: fc.constantFrom('priority' as const, 'replace' as const, 'positional' as const),
    task,
  }),
  fc.record({ do: fc.constant('stop_at' as const), when: fc.constantFrom('after' as const, 'before_merge' as const), task }),
  fc.record({
    do: fc.constant('answer' as const),
    choice: fc.constantFrom('send_back' as const, 'fix_by_hand' as const, 'skip' as const, 'abandon' as const),
  }),
);

/** At random, or for a long time one and the same: outages, and work that fails every time. */
const faults = fc.oneof(
  fc.array(fc.nat(999), { maxLength: 250, size: 'max' }),
  fc.array(fc.integer({ min: 216, max: 399 }), { maxLength: 80, size: 'max' }),
  fc.tuple(fc.constantFrom(30, 80, 200, 300), fc.nat(120)).map(([number, length]) => Array.from({ length }, () => number)),
);

/** Lives of an engine: lists, what fails when, and what people do meanwhile. */
export const arbitraryScript: fc.Arbitrary<Script> = fc.record({
  lists: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  faults,
  deeds: fc.array(fc.record({ afterMinutes: fc.nat(90), project: fc.nat(3), deed }), { maxLength: 25, size: 'max' }),
});
