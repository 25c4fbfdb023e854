import type { Failure, Me, Rights } from '@devteam/api';
import { createAsyncThunk, createSelector, createSlice } from '@reduxjs/toolkit';
import type { ApiClient, Secret } from '../../http/api-client.ts';
import { RequestFailed } from '../../http/request-failure.ts';

export interface SessionState {
  /** `unknown` until the server has answered once. */
  status: 'unknown' | 'signed-in' | 'signed-out';
  signingIn: boolean;
  /** Why the last sign-in did not work. */
  failure: Failure | null;
  /** The reader; null until it is known. */
  me: Me | null;
}

interface ThunkConfig {
  extra: { api: ApiClient };
  rejectValue: Failure;
}

export const signIn = createAsyncThunk<void, Secret, ThunkConfig>('session/signIn', (secret, { extra, rejectWithValue }) =>
  extra.api.signIn(secret).catch((error: unknown) => {
    if (error instanceof RequestFailed) return rejectWithValue(error.failure);
    throw error;
  }),
);

export const loadMe = createAsyncThunk<Me, void, ThunkConfig>('session/me', (_, { extra, rejectWithValue }) =>
  extra.api.getMe().catch((error: unknown) => {
    if (error instanceof RequestFailed) return rejectWithValue(error.failure);
    throw error;
  }),
);

const initialState: SessionState = { status: 'unknown', signingIn: false, failure: null, me: null };

const slice = createSlice({
  name: 'session',
  initialState,
  reducers: {
    signedOut: (state) => {
      state.status = 'signed-out';
    },
    /** The server has answered us: the cookie is good. */
    accepted: (state) => {
      state.status = 'signed-in';
      state.failure = null;
    },
  },
  extraReducers: (builder) =>
    builder
      .addCase(loadMe.fulfilled, (state, { payload }) => {
        state.me = payload;
      })
      .addCase(signIn.pending, (state) => {
        state.signingIn = true;
        state.failure = null;
      })
      .addCase(signIn.fulfilled, (state) => {
        state.signingIn = false;
        state.status = 'signed-in';
      })
      .addCase(signIn.rejected, (state, { payload }) => {
        state.signingIn = false;
        state.status = 'signed-out';
        state.failure = payload ?? null;
      }),
  selectors: { selectSession: (state) => state, selectMe: (state) => state.me },
});

export const sessionReducer = slice.reducer;
export const { signedOut, accepted } = slice.actions;
export const { selectSession, selectMe } = slice.selectors;

const none: Rights = { grants: [] };
/** What the reader may do where; nothing until it is known. */
export const selectRights = createSelector([selectMe], (me): Rights => (me ? { grants: me.grants, only: me.only ?? undefined } : none));
