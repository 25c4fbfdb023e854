import { combineReducers, configureStore } from '@reduxjs/toolkit';
import { projectsReducer } from '../features/projects/projects-slice.ts';
import { noticesReducer } from '../features/notices/notices-slice.ts';
import { sessionReducer } from '../features/session/session-slice.ts';
import { reviewsReducer } from '../features/review/reviews-slice.ts';
import { timersReducer } from '../features/task/timers-slice.ts';
import type { ApiClient } from '../http/api-client.ts';
import { liveReducer } from '../live/live-slice.ts';

const rootReducer = combineReducers({
  live: liveReducer,
  session: sessionReducer,
  projects: projectsReducer,
  reviews: reviewsReducer,
  timers: timersReducer,
  notices: noticesReducer,
});

export type RootState = ReturnType<typeof rootReducer>;

export function createStore(api: ApiClient) {
  return configureStore({
    reducer: rootReducer,
    middleware: (defaults) =>
      // The checks walk the whole state at each action; the types and the reducers' tests guard the same.
      defaults({ thunk: { extraArgument: { api } }, serializableCheck: false, immutableCheck: false }),
  });
}

export type AppStore = ReturnType<typeof createStore>;
export type AppDispatch = AppStore['dispatch'];
