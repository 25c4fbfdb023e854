import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClaimStanding, interruptClaim, judgeResult } from './late-result.ts';

describe('a late result', () => {
  const working = { claim: 'a', attempt: 1, outcome: null };

  test('of the attempt that holds the task counts', () => {
    expect(judgeResult(working, { claim: 'a', attempt: 1 })).toEqual({ accepted: true });
  });

  test('of an interrupted, older or other attempt is fenced, and says why', () => {
    expect(judgeResult(interruptClaim(working), { claim: 'a', attempt: 1 })).toEqual({ accepted: false, why: 'interrupted' });
    expect(judgeResult({ ...working, claim: 'b' }, { claim: 'a', attempt: 1 })).toEqual({ accepted: false, why: 'other_claim' });
    expect(judgeResult({ ...working, attempt: 2 }, { claim: 'a', attempt: 1 })).toEqual({ accepted: false, why: 'other_attempt' });
    expect(judgeResult({ ...working, outcome: 'landed' }, { claim: 'a', attempt: 1 })).toEqual({ accepted: false, why: 'ended' });
  });

  test('whatever the order of takes, interrupts and results, at most one result counts for each take, and none after an interrupt', () => {
    const move = fc.oneof(
      fc.record({ do: fc.constant('take' as const) }),
      fc.record({ do: fc.constant('interrupt' as const) }),
      fc.record({ do: fc.constant('result' as const), of: fc.nat(8) }),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        let takes = 0;
        let standing: ClaimStanding = { claim: null, attempt: 1, outcome: null };
        for (const each of moves) {
          const { outcome } = standing;
          if (each.do === 'take' && outcome === null) {
            takes += 1;
            standing = { claim: `take ${takes}`, attempt: 1, outcome };
          }
          if (each.do === 'interrupt') standing = interruptClaim(standing);
          const claim = each.do === 'result' ? `take ${each.of}` : 'none';
          const judged = judgeResult(standing, { claim, attempt: 1 });
          expect(judged.accepted).toBe(outcome === null && standing.claim === claim);
          if (judged.accepted) standing = { claim, attempt: 1, outcome: 'landed' };
        }
      }),
    );
  });
});
