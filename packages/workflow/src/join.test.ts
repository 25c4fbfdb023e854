import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideJoin, type EdgeState } from './index.ts';

const kinds = ['needs', 'anyOf', 'after'] as const;
type Edges = { readonly kind: (typeof kinds)[number]; readonly state: EdgeState }[];
const edges = (...given: [kind: (typeof kinds)[number], state: EdgeState][]): Edges => given.map(([kind, state]) => ({ kind, state }));

describe('decideJoin', () => {
  test.each<[string, Edges, ReturnType<typeof decideJoin>]>([
    ['without needs', [], 'run'],
    ['all needs completed', edges(['needs', 'open'], ['needs', 'open']), 'run'],
    ['a need pending', edges(['needs', 'open'], ['needs', 'pending']), 'wait'],
    ['a need skipped', edges(['needs', 'open'], ['needs', 'skipped']), 'skip'],
    ['a need skipped while another is pending: nothing can undo it', edges(['needs', 'pending'], ['needs', 'skipped']), 'skip'],
    ['a need skipped and another lost', edges(['needs', 'lost'], ['needs', 'skipped']), 'skip'],
    ['a need lost', edges(['needs', 'lost'], ['needs', 'open']), 'cancel'],
    ['a need lost while another is pending: that one may still be skipped', edges(['needs', 'lost'], ['needs', 'pending']), 'wait'],
    ['one branch completed, the other skipped', edges(['anyOf', 'open'], ['anyOf', 'skipped']), 'run'],
    ['one branch completed, the other pending', edges(['anyOf', 'open'], ['anyOf', 'pending']), 'wait'],
    ['all branches skipped', edges(['anyOf', 'skipped'], ['anyOf', 'skipped'], ['needs', 'open']), 'skip'],
    ['one branch lost, the other completed', edges(['anyOf', 'open'], ['anyOf', 'lost']), 'cancel'],
    ['after a skipped node', edges(['after', 'skipped']), 'run'],
    ['after a pending node', edges(['after', 'pending']), 'wait'],
    ['after a lost node', edges(['after', 'lost']), 'cancel'],
  ])('%s', (_, given, decision) => {
    expect(decideJoin(given)).toBe(decision);
  });

  const state = fc.constantFrom<EdgeState>('pending', 'open', 'skipped', 'lost');
  const anyEdges = fc.array(fc.record({ kind: fc.constantFrom(...kinds), state }), { maxLength: 6 });

  test('what is decided stays decided, whatever the pending edges become', () => {
    const ended = fc.constantFrom<EdgeState>('open', 'skipped', 'lost');
    fc.assert(
      fc.property(anyEdges, fc.array(ended, { minLength: 6, maxLength: 6 }), (edges, ends) => {
        const later = edges.map((edge, index) => (edge.state === 'pending' ? { ...edge, state: ends[index] ?? 'open' } : edge));
        const decision = decideJoin(edges);
        expect([decision, 'wait']).toContain(decision === 'wait' ? 'wait' : decideJoin(later));
        expect(decideJoin(later)).not.toBe('wait');
      }),
    );
  });

  test('the order of the edges does not matter', () => {
    fc.assert(
      fc.property(anyEdges, (edges) => {
        expect(decideJoin(edges.toReversed())).toBe(decideJoin(edges));
      }),
    );
  });
});
