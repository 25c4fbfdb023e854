import { type Notice, type NoticeSettings, noticeOf, usualNoticeSettings } from '@devteam/api';
import { type PayloadAction, createSelector, createSlice } from '@reduxjs/toolkit';
import type { LivePacket } from '../../live/live-packets.ts';
import { batchReceived } from '../../live/live-slice.ts';

/** What happened while this page was open. */
export interface LiveNotice extends Notice {
  /** `<project> <number of its event>`. */
  id: string;
  projectId: string;
  at: string;
  /** Of a question. */
  reviewId: string | null;
}

interface NoticesState {
  /** Newest first. */
  live: LiveNotice[];
  /** What the reader wants to be told; null until it is known. */
  settings: NoticeSettings | null;
}

const most = 200;

const initialState: NoticesState = { live: [], settings: null };

const slice = createSlice({
  name: 'notices',
  initialState,
  reducers: {
    settingsKnown: (state, { payload }: PayloadAction<NoticeSettings>) => {
      state.settings = payload;
    },
  },
  extraReducers: (builder) =>
    builder.addCase(batchReceived, (state, { payload }) => {
      const known = new Set(state.live.map(({ id }) => id));
      const fresh = payload.flatMap(liveNoticeOf).filter(({ id }) => !known.has(id));
      if (fresh.length > 0) state.live = [...fresh.toReversed(), ...state.live].slice(0, most);
    }),
  selectors: {
    selectLiveNotices: (state) => state.live,
    selectNoticeSettings: (state) => state.settings ?? usualNoticeSettings,
  },
});

function liveNoticeOf(event: LivePacket): LiveNotice[] {
  if (event.type === 'output') return [];
  const notice = noticeOf(event);
  if (!notice) return [];
  const { projectId, seq, ts } = event;
  const reviewId = event.type === 'review-update' ? event.payload.review.reviewId : null;
  return [{ ...notice, id: `${projectId} ${seq}`, projectId, at: ts, reviewId }];
}

export const noticesReducer = slice.reducer;
export const { settingsKnown } = slice.actions;
export const { selectLiveNotices, selectNoticeSettings } = slice.selectors;

/** Of those, what the reader wants to be told. */
export const selectWantedNotices = createSelector(
  [selectLiveNotices, selectNoticeSettings],
  (live, { kinds, mutedProjects }): LiveNotice[] =>
    live.filter(({ kind, projectId }) => kinds.includes(kind) && !mutedProjects.includes(projectId)),
);
