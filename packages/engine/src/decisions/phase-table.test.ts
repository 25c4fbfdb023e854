import { type Phase, phases } from '@devteam/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsFrom, nextPhase, phaseTable, phasesAccepting } from './phase-table.ts';

describe('phases of a task', () => {
  test('the table has exactly the phases that the API names', () => {
    expect(Object.keys(phaseTable).toSorted()).toEqual([...phases].toSorted());
  });

  test('a task that goes well walks the seven phases in order', () => {
    const walk: Phase[] = ['SELECT'];
    for (const event of ['select', 'implement', 'verify', 'merge', 'publish', 'land'] as const) {
      const next = nextPhase(walk.at(-1) ?? 'DONE', event);
      if (next) walk.push(next);
    }
    expect(walk).toEqual(['SELECT', 'PREP', 'IMPLEMENT', 'VERIFY', 'MERGE', 'PUSH', 'DONE']);
  });

  test('failures of the four working phases lead to error solving or to a person', () => {
    for (const phase of ['IMPLEMENT', 'VERIFY', 'MERGE', 'PUSH'] as const) {
      expect(nextPhase(phase, 'solve')).toBe('ERROR_SOLVE');
      expect(nextPhase(phase, 'review')).toBe('HUMAN_REVIEW');
    }
    expect(nextPhase('ERROR_SOLVE', 'verify')).toBe('VERIFY');
    expect(nextPhase('ERROR_SOLVE', 'review')).toBe('HUMAN_REVIEW');
    expect(nextPhase('HUMAN_REVIEW', 'retry')).toBe('PREP');
  });

  test('nothing can be merged that was not verified, and nothing leaves DONE', () => {
    expect(phasesAccepting('merge')).toEqual(['VERIFY', 'PUSH', 'HUMAN_REVIEW']);
    expect(phasesAccepting('land')).toEqual(['PUSH', 'ERROR_SOLVE']);
    expect(eventsFrom('DONE')).toEqual([]);
    expect(nextPhase('DONE', 'retry')).toBeUndefined();
  });

  test('random events never leave the table, and illegal ones change nothing', () => {
    const events = phases.flatMap(eventsFrom);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (sequence) => {
        let phase: Phase = 'SELECT';
        for (const event of sequence) {
          const next = nextPhase(phase, event);
          expect(next === undefined).toBe(!eventsFrom(phase).includes(event));
          phase = next ?? phase;
          expect(phases).toContain(phase);
        }
      }),
    );
  });

  test('from every phase but DONE the end can be reached', () => {
    for (const phase of phases) {
      const reached = new Set([phase]);
      for (const at of reached) for (const event of eventsFrom(at)) reached.add(nextPhase(at, event) ?? at);
      expect(reached.has('DONE')).toBe(true);
    }
  });
});
