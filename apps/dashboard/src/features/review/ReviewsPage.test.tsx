import { Route, Routes } from 'react-router';
import { act } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import { batchReceived } from '../../live/live-slice.ts';
import { createFakeApi } from '../../testing/fake-api.ts';
import { event, madeUpReview } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { ReviewsPage } from './ReviewsPage.tsx';

let rendered: Rendered;
afterEach(() => rendered.unmount());

const open = async (path = '/reviews') => {
  const api = createFakeApi();
  api.reviews = [
    madeUpReview({ reviewId: 'later', deadline: '2026-11-21T10:00:00Z', claims: [] }),
    madeUpReview({ reviewId: 'sooner', deadline: '2026-11-20T11:00:00Z' }),
  ];
  const pages = (
    <Routes>
      <Route path="/reviews" element={<ReviewsPage />} />
      <Route path="/reviews/:reviewId" element={<ReviewsPage />} />
    </Routes>
  );
  rendered = await render(pages, { path, api });
};
const answers = () => rendered.api.asked.filter((what) => what.startsWith('answer'));
const write = (text: string) =>
  act(async () => {
    const field = rendered.get('textarea') as HTMLTextAreaElement;
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });

describe('the questions that wait', () => {
  test('come most urgent first, and what is verified stands apart from what is said', async () => {
    await open();
    expect(rendered.page.querySelectorAll('[data-testid=review-row]')).toHaveLength(2);
    expect(rendered.get('[aria-labelledby=facts-title]').textContent).toContain('41 of 42 tests pass');
    expect(rendered.get('[aria-labelledby=claims-title]').textContent).toContain('All tests pass now.');
    expect(rendered.get('[aria-labelledby=facts-title]').textContent).not.toContain('All tests pass now.');
  });

  test('are answered in two steps, once, and with a reason where one is needed', async () => {
    await open();
    await rendered.click('[data-testid=choose-send_back]');
    expect(answers(), 'choosing decides nothing').toEqual([]);
    await rendered.click('[data-testid=confirm-answer]');
    expect(answers(), 'a reason is missing').toEqual([]);
    await write('Filter by month, too');
    await rendered.click('[data-testid=confirm-answer]');
    expect(answers()).toEqual(['answer sooner send_back Filter by month, too']);
    expect(rendered.page.querySelectorAll('[data-testid=review-row]')).toHaveLength(1);
  });

  test('that somebody else has answered say who, and take no answer', async () => {
    await open('/reviews/sooner');
    const answered = madeUpReview({
      reviewId: 'sooner',
      state: 'answered',
      answer: { choice: 'approve', by: 'Ana', note: '', at: '2026-11-20T09:59:52Z' },
    });
    await act(async () => {
      rendered.store.dispatch(batchReceived([event('review-update', 9, { executionId: 'e1', review: answered }) as never]));
    });
    expect(rendered.get('[data-testid=review-answered]').textContent).toContain('Ana');
    expect(rendered.page.querySelector('[data-testid=decision]')).toBeNull();
  });
});
