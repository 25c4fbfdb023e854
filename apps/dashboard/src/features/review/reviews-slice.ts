import type { Failure, ReviewView } from '@devteam/api';
import { type PayloadAction, createAsyncThunk, createEntityAdapter, createSelector, createSlice } from '@reduxjs/toolkit';
import type { ApiClient } from '../../http/api-client.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import { batchReceived } from '../../live/live-slice.ts';

interface ThunkConfig {
  extra: { api: ApiClient };
  rejectValue: Failure;
}

const adapter = createEntityAdapter({ selectId: (review: ReviewView) => review.reviewId });

const initialState = {
  reviews: adapter.getInitialState(),
  load: 'never' as 'never' | 'loaded' | 'failed',
  failure: null as Failure | null,
};
type ReviewsState = typeof initialState;

export const loadReviews = createAsyncThunk<ReviewView[], void, ThunkConfig>('reviews/load', (_, { extra, rejectWithValue }) =>
  extra.api.getReviews().catch((error: unknown) => {
    if (error instanceof RequestFailed) return rejectWithValue(error.failure);
    throw error;
  }),
);

/** A review only ever goes on: an answer that is known is not forgotten by an older fact. */
const isNewer = (next: ReviewView, known: ReviewView | undefined): boolean =>
  known === undefined || known.state === 'open' || next.state !== 'open';

function take(state: ReviewsState, reviews: readonly ReviewView[]): void {
  adapter.setMany(
    state.reviews,
    reviews.filter((review) => isNewer(review, state.reviews.entities[review.reviewId])),
  );
}

/** Questions that wait for people, over all projects. */
const slice = createSlice({
  name: 'reviews',
  initialState,
  reducers: {
    /** The server's answer to an answer of ours; the event says the same. */
    reviewChanged: (state, { payload }: PayloadAction<ReviewView>) => take(state, [payload]),
  },
  extraReducers: (builder) =>
    builder
      .addCase(batchReceived, (state, { payload }) => {
        take(
          state,
          payload.flatMap((packet) => (packet.type === 'review-update' ? [packet.payload.review] : [])),
        );
      })
      .addCase(loadReviews.fulfilled, (state, { payload }) => {
        take(state, payload);
        state.load = 'loaded';
        state.failure = null;
      })
      .addCase(loadReviews.rejected, (state, { payload }) => {
        state.load = state.load === 'loaded' ? 'loaded' : 'failed';
        state.failure = payload ?? null;
      }),
});

export const reviewsReducer = slice.reducer;
export const { reviewChanged } = slice.actions;

interface WithReviews {
  reviews: ReviewsState;
}

export const selectReviewsLoad = (state: WithReviews): ReviewsState => state.reviews;
export const selectReview = (state: WithReviews, reviewId: string): ReviewView | undefined => state.reviews.reviews.entities[reviewId];
const all = adapter.getSelectors((state: WithReviews) => state.reviews.reviews);
/** Those that wait, the most urgent first. */
export const selectOpenReviews = createSelector([all.selectAll], (reviews) =>
  reviews.filter(({ state }) => state === 'open').toSorted((a, b) => a.deadline.localeCompare(b.deadline)),
);
export const selectLastAnswer = createSelector(
  [all.selectAll],
  (reviews) =>
    reviews
      .flatMap(({ answer }) => (answer ? [answer.at] : []))
      .toSorted()
      .at(-1) ?? null,
);
