import { type ErrorCode, describeFailure, errorCatalogue } from '@devteam/api';
import { describe, expect, test } from 'vitest';
import { render } from '../../testing/render.tsx';
import { FailureCard } from './FailureCard.tsx';
import { isAskedFor, nothingTried, sentenceOf, toneOfFailure } from './failure-words.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('the failure card', () => {
  test.each(codes)('%s says what, why, tried, next and its code', async (code) => {
    const failure = describeFailure(code);
    const { get, unmount } = await render(<FailureCard failure={failure} />);
    const card = get('[data-testid=failure-card]');
    expect(card.dataset['code']).toBe(code);
    expect(get('h2').textContent).toBe(failure.what);
    expect(get('[data-part=why]').textContent).toContain(failure.why.replaceAll('`', ''));
    for (const step of failure.tried.length > 0 ? failure.tried : [nothingTried])
      expect(get('[data-part=tried]').textContent).toContain(step.replaceAll('`', ''));
    expect(get('[data-part=next]').textContent).toContain(failure.next.replaceAll('`', ''));
    expect(card.textContent).toContain(code);
    await unmount();
  });

  test('shows evidence as quoted text, never as a page', async () => {
    const evidence = '<img src=x onerror="window.hit = 1"><b>Done!</b> \u001B[31m';
    const { get, page, unmount } = await render(<FailureCard failure={describeFailure('check_failed', { evidence })} />);
    expect(get('[data-part=evidence] pre').textContent).toBe(evidence);
    expect(get('[data-part=evidence] figcaption').textContent).toContain('not written by DevTeam');
    expect(page.querySelector('img, b')).toBeNull();
    await unmount();
  });

  test('says where it happened, and has no evidence part when there is none', async () => {
    const { get, page, unmount } = await render(<FailureCard failure={describeFailure('check_failed', { place: 'T-011, attempt 3' })} />);
    expect(get('header').textContent).toContain('T-011, attempt 3');
    expect(page.querySelector('[data-part=evidence]')).toBeNull();
    await unmount();
  });

  test('a stop that someone asked for looks like none of the failures', () => {
    expect(codes.filter((code) => isAskedFor(describeFailure(code)))).toEqual(['stop_point_reached', 'stopped_by_person']);
    expect(toneOfFailure(describeFailure('stop_point_reached'), 'stopped')).toBe('paused');
    expect(toneOfFailure(describeFailure('no_checks'), 'waiting_for_human')).toBe('waiting');
    expect(toneOfFailure(describeFailure('check_failed'), 'error')).toBe('failed');
    expect(toneOfFailure({ ...describeFailure('unexpected'), code: 'of_a_newer_server' }, 'error')).toBe('failed');
  });

  test('in one sentence: one line, one full stop', () => {
    expect(sentenceOf(describeFailure('check_failed', { why: '2 tests\n  fail' }))).toBe('A check failed: 2 tests fail.');
    expect(sentenceOf(describeFailure('check_failed', { why: 'Really?' }))).toBe('A check failed: Really?');
  });
});
