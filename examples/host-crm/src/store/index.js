import { configureStore } from '@reduxjs/toolkit';
import { devTeamClient } from '../api/devTeam.js';
import devTeam from './devTeamSlice.js';
import proposals from './slices/proposalSlice.js';

export const makeStore = (preloadedState) =>
  configureStore({
    reducer: { proposals, devTeam },
    middleware: (getDefaultMiddleware) => getDefaultMiddleware({ thunk: { extraArgument: { devTeam: devTeamClient } } }),
    preloadedState,
  });

export const store = makeStore();
