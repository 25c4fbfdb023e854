import type { LinkState } from '@devteam/api';
import { createAction, createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { LivePacket } from './live-packets.ts';

/** All that came since the last one; features listen to it, `live/` knows none of them. */
export const batchReceived = createAction<LivePacket[]>('live/batchReceived');

export interface LiveState {
  link: LinkState;
  /** How often we have tried since the line was cut; 0 while it stands. */
  attempt: number;
  /** When the server was heard last (its clock, milliseconds); null while live or before the first greeting. */
  asOfMs: number | null;
  /** The server's clock minus ours. */
  clockOffsetMs: number;
}

const initialState: LiveState = { link: 'connecting', attempt: 0, asOfMs: null, clockOffsetMs: 0 };

/** Below this the difference is the network's, not the clock's; following it would make every running time jump. */
const clockJitterMs = 400;

const slice = createSlice({
  name: 'live',
  initialState,
  reducers: {
    linkChanged: (state, { payload }: PayloadAction<{ link: LinkState; attempt: number; heardAtMs: number | null }>) => {
      state.link = payload.link;
      state.attempt = payload.attempt;
      state.asOfMs = payload.link === 'live' || payload.link === 'polling' ? null : (state.asOfMs ?? payload.heardAtMs);
    },
    clockMeasured: (state, { payload: offsetMs }: PayloadAction<number>) => {
      if (Math.abs(offsetMs - state.clockOffsetMs) > clockJitterMs) state.clockOffsetMs = Math.round(offsetMs);
    },
  },
  selectors: {
    selectLink: (state) => state,
    selectClockOffsetMs: (state) => state.clockOffsetMs,
  },
});

export const liveReducer = slice.reducer;
export const { linkChanged, clockMeasured } = slice.actions;
export const { selectLink, selectClockOffsetMs } = slice.selectors;
