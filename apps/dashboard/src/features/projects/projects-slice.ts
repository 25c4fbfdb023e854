import type { Failure, ProjectDetail } from '@devteam/api';
import { createAsyncThunk, createSlice } from '@reduxjs/toolkit';
import type { ApiClient, ProjectsAnswer } from '../../http/api-client.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import { batchReceived } from '../../live/live-slice.ts';
import { applyPacket } from './apply-packet.ts';
import { mergeDetail, mergeProjects } from './merge-snapshot.ts';
import { initialProjectsState } from './projects-state.ts';

interface ThunkConfig {
  extra: { api: ApiClient };
  rejectValue: Failure;
}

const failureOrThrow = (error: unknown): Failure => {
  if (error instanceof RequestFailed) return error.failure;
  throw error;
};

export const loadProjects = createAsyncThunk<ProjectsAnswer, void, ThunkConfig>('projects/load', (_, { extra, rejectWithValue }) =>
  extra.api.getProjects().catch((error: unknown) => rejectWithValue(failureOrThrow(error))),
);

export const loadProject = createAsyncThunk<ProjectDetail, string, ThunkConfig>(
  'projects/loadOne',
  (projectId, { extra, rejectWithValue }) =>
    extra.api.getProject(projectId).catch((error: unknown) => rejectWithValue(failureOrThrow(error))),
);

/** One home for all server data; the snapshot fills it, the stream keeps it. */
const slice = createSlice({
  name: 'projects',
  initialState: initialProjectsState,
  reducers: {},
  extraReducers: (builder) =>
    builder
      .addCase(batchReceived, (state, { payload }) => {
        for (const packet of payload) applyPacket(state, packet);
      })
      .addCase(loadProjects.pending, (state) => {
        // What is shown stays while it is read again.
        if (state.load.status !== 'loaded') state.load = { status: 'loading', failure: null };
      })
      .addCase(loadProjects.fulfilled, (state, { payload }) => {
        mergeProjects(state, payload.projects);
        state.load = { status: 'loaded', failure: null };
      })
      .addCase(loadProjects.rejected, (state, { payload }) => {
        if (state.load.status !== 'loaded') state.load = { status: 'failed', failure: payload ?? null };
      })
      .addCase(loadProject.pending, (state, { meta }) => {
        if (state.details[meta.arg]?.status !== 'loaded') state.details[meta.arg] = { status: 'loading', failure: null };
      })
      .addCase(loadProject.fulfilled, (state, { payload, meta }) => {
        mergeDetail(state, payload);
        state.details[meta.arg] = { status: 'loaded', failure: null };
      })
      .addCase(loadProject.rejected, (state, { payload, meta }) => {
        if (state.details[meta.arg]?.status !== 'loaded') state.details[meta.arg] = { status: 'failed', failure: payload ?? null };
      }),
});

export const projectsReducer = slice.reducer;
