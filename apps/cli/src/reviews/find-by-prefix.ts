import type { ReviewView } from '@devteam/api';
import { UsageError } from '../usage-error.ts';

/** The one whose id begins so. */
export function findByPrefix<Row extends { id: string }>(words: string, rows: readonly Row[], what: string): Row {
  const found = rows.filter(({ id }) => id.startsWith(words));
  const [only] = found;
  if (only && found.length === 1) return only;
  const why =
    found.length === 0 ? `no ${what} has the id ${words}` : `${found.length} begin with ${words}: ${found.map(({ id }) => id).join(', ')}`;
  throw new UsageError(why, {
    what: `There is no such ${what}`,
    next: `See \`devteam ${what === 'review' ? 'review' : 'resolutions'} list\`.`,
  });
}

export function findReviewByPrefix(words: string, views: readonly ReviewView[]): ReviewView {
  const { view } = findByPrefix(
    words,
    views.map((each) => ({ id: each.reviewId, view: each })),
    'review',
  );
  return view;
}
