import { describeFailure, reviewChoices } from '@devteam/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextPhase } from '../phase-table.ts';
import { answerReview, reviewTable } from './answer-review.ts';
import { type ReviewAnswer, choicesFor, openReview, sayReview } from './review.ts';
import { byDeadline, dueEscalations, reviewPressure } from './review-pressure.ts';

const hour = 3_600_000;
const review = openReview(
  {
    reviewId: 'r1',
    customerId: 'acme',
    projectId: 'shop',
    executionId: 'e1',
    task: { key: '1.2', title: 'Login' },
    why: describeFailure('check_failed', { why: '`npm test` ended with exit code 1' }),
    facts: [{ what: '3 of 40 tests fail', shownBy: 'npm test' }],
    claims: [{ who: 'aider', says: 'all tests\npass now' }],
    openedAt: 1000,
  },
  { isKept: true },
  hour,
);
const answer: ReviewAnswer = { key: 'k', by: 'ana', choice: 'approve', note: '' };
const codeOf = (plan: ReturnType<typeof answerReview>) => (plan.outcome === 'refused' ? plan.failure.code : plan.outcome);

describe('a review', () => {
  test('keeps what we verified apart from what the agent says', () => {
    expect(sayReview(review)).toBe(
      [
        '1.2 Login: A check failed',
        'why: `npm test` ended with exit code 1',
        'we verified:',
        '  - 3 of 40 tests fail (npm test)',
        'the agent says, unverified:',
        '  - aider: all tests pass now',
        'choose: approve, send_back, fix_by_hand, skip, abandon',
      ].join('\n'),
    );
  });

  test('offers no approval of work that is not there, or that nobody should let through', () => {
    expect(choicesFor({ code: 'check_failed' }, { isKept: false })).not.toContain('approve');
    expect(choicesFor({ code: 'tree_hostile' }, { isKept: true })).not.toContain('approve');
    expect(choicesFor({ code: 'of a newer program' }, { isKept: true })).not.toContain('approve');
  });

  test('every choice has its effect, which the phases allow', () => {
    expect(Object.keys(reviewTable)).toEqual([...reviewChoices]);
    for (const choice of reviewChoices) expect(nextPhase('HUMAN_REVIEW', reviewTable[choice].event)).toBeDefined();
  });
});

describe('its answer', () => {
  test('the first counts; the same again is the same, another one is told who was faster', () => {
    const plan = answerReview(review, answer);
    const answered = plan.outcome === 'accepted' ? plan.review : review;
    expect(plan).toMatchObject({ effect: { event: 'merge', work: 'kept', execution: 'resume' } });
    expect(codeOf(answerReview(answered, answer))).toBe('replayed');
    const second = answerReview(answered, { ...answer, key: 'l', by: 'bob', choice: 'skip' });
    expect(second).toMatchObject({ failure: { code: 'review_answered', why: 'ana answered approve' } });
    expect(codeOf(answerReview(answered, { ...answer, note: 'other' }))).toBe('review_answered');
  });

  test('one that is not offered, or says nothing to the next attempt, is refused', () => {
    expect(codeOf(answerReview({ ...review, choices: ['skip'] }, answer))).toBe('review_choice_unknown');
    expect(codeOf(answerReview(review, { ...answer, choice: 'send_back', note: ' ' }))).toBe('review_choice_unknown');
    expect(codeOf(answerReview(review, { ...answer, choice: 'send_back', note: 'use the old API' }))).toBe('accepted');
  });

  test('of any answers in any order, exactly the first that is offered takes effect', () => {
    const one = fc.record({
      key: fc.constantFrom('a', 'b'),
      by: fc.constantFrom('ana', 'bob'),
      choice: fc.constantFrom(...reviewChoices),
      note: fc.constantFrom('', 'n'),
    });
    fc.assert(
      fc.property(fc.array(one), (answers) => {
        let at = review;
        let effects = 0;
        for (const each of answers) {
          const plan = answerReview(at, each);
          if (plan.outcome !== 'accepted') continue;
          effects += 1;
          at = plan.review;
        }
        const first = answers.find(({ choice, note }) => choice !== 'send_back' || note !== '');
        expect([effects, at.answer]).toEqual(first ? [1, first] : [0, null]);
      }),
    );
  });
});

describe('an answer that does not come', () => {
  const steps = [
    { afterMs: 0, to: 'manager' },
    { afterMs: hour, to: 'director' },
  ];

  test('is asked for again, each step once, and nothing is decided by itself', () => {
    expect(dueEscalations(review, 0, steps, review.deadline - 1)).toEqual([]);
    expect(dueEscalations(review, 0, steps, review.deadline)).toMatchObject([
      { step: 1, to: 'manager', words: '1.2 Login has waited 60 minutes for an answer' },
    ]);
    expect(dueEscalations(review, 1, steps, review.deadline + 1)).toEqual([]);
    expect(dueEscalations(review, 1, steps, review.deadline + hour)).toMatchObject([{ step: 2, to: 'director' }]);
    expect(dueEscalations({ ...review, answer }, 0, steps, 10 * hour)).toEqual([]);
  });

  test('keeps new tasks of its customer from starting once too many wait, and of nobody else', () => {
    const older = { ...review, reviewId: 'r0', openedAt: 0, deadline: 9 * hour, task: { key: '1.1', title: 'Old' } };
    const acme = { id: 'acme', name: 'Acme' };
    expect(reviewPressure([review, older], acme, 3)).toBeNull();
    expect(reviewPressure([review, older], acme, 2)).toBe('waits for reviews of customer Acme (2 open); answer 1.1 first');
    expect(reviewPressure([review, { ...older, answer }], acme, 2)).toBeNull();
    expect(reviewPressure([review, older], { id: 'other', name: 'Other' }, 1)).toBeNull();
    expect([older, review].toSorted(byDeadline).map(({ reviewId }) => reviewId)).toEqual(['r1', 'r0']);
  });
});
