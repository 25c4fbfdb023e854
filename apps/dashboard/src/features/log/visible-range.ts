/** Height of a row of the log in pixels, which is the least that a finger can hit; the style sheet says the same through `--row`. */
export const rowHeightPx = 24;
const overscanRows = 12;

export interface VisibleRange {
  /** Index of the first row to draw. */
  first: number;
  /** Index after the last one. */
  end: number;
}

/** Which of `count` rows are worth drawing at a scroll position. */
export function visibleRange(scrollTopPx: number, heightPx: number, count: number): VisibleRange {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTopPx / rowHeightPx)) - overscanRows);
  const end = Math.min(count, Math.ceil((scrollTopPx + heightPx) / rowHeightPx) + overscanRows);
  return { first, end: Math.max(first, end) };
}

/** Within a line and a half of the end counts as the end: a pixel's rounding must not stop the following. */
export const isAtEnd = (scrollTopPx: number, heightPx: number, contentPx: number): boolean =>
  contentPx - scrollTopPx - heightPx < rowHeightPx * 1.5;
