import type { TimerView } from '@devteam/api';
import { type PayloadAction, createAsyncThunk, createSlice } from '@reduxjs/toolkit';
import type { ApiClient } from '../../http/api-client.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import { batchReceived } from '../../live/live-slice.ts';

/** Running timers by project and task. */
type TimersState = Record<string, TimerView>;

const idOf = (projectId: string, key: string): string => `${projectId}\n${key}`;

function take(state: TimersState, timer: TimerView): void {
  const id = idOf(timer.projectId, timer.task.key);
  if (timer.endedAt === null) state[id] = timer;
  else if (state[id]?.startedAt === timer.startedAt) delete state[id];
}

/** What cannot be read now comes by the stream, or with the next reading. */
export const loadTimers = createAsyncThunk<TimerView[], void, { extra: { api: ApiClient } }>('timers/load', async (_, { extra }) => {
  try {
    return await extra.api.getTimers();
  } catch (error) {
    if (error instanceof RequestFailed) return [];
    throw error;
  }
});

const initialState: TimersState = {};

const slice = createSlice({
  name: 'timers',
  initialState,
  reducers: {
    timerChanged: (state, { payload }: PayloadAction<TimerView>) => take(state, payload),
  },
  extraReducers: (builder) =>
    builder
      .addCase(batchReceived, (state, { payload }) => {
        for (const packet of payload) if (packet.type === 'timer-update') take(state, packet.payload.timer);
      })
      .addCase(loadTimers.fulfilled, (state, { payload }) => {
        for (const timer of payload) take(state, timer);
      }),
});

export const timersReducer = slice.reducer;
export const { timerChanged } = slice.actions;
export const selectTimerOf = (state: { timers: TimersState }, projectId: string, key: string): TimerView | undefined =>
  state.timers[idOf(projectId, key)];
