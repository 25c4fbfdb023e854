import { createAsyncThunk } from '@reduxjs/toolkit';
import type { Dispatch } from '@reduxjs/toolkit';
import type { Following } from '../client/follow.ts';
import { eventsReceived, linkChanged, servicesHealthReceived, snapshotReceived } from './dev-team-slice.ts';
import { clientOf } from './thunks.ts';

/** What each store follows; a store that nobody holds any more takes its entry along. */
const followings = new WeakMap<Dispatch, Following>();

/** Lets the store follow all that this person may see, for hosts without `DevTeamProvider`; twice is once. */
export const connectWs = createAsyncThunk('devTeam/connectWs', (_: void, { dispatch, extra }) => {
  if (followings.has(dispatch)) return;
  const following = clientOf(extra).follow({
    onSnapshot: (projects) => dispatch(snapshotReceived(projects)),
    onEvents: (events) => dispatch(eventsReceived(events)),
    onHealth: (services) => dispatch(servicesHealthReceived(services)),
    onLink: (link) => dispatch(linkChanged({ link, asOf: new Date().toISOString() })),
  });
  followings.set(dispatch, following);
});

export const disconnectWs = createAsyncThunk('devTeam/disconnectWs', (_: void, { dispatch }) => {
  followings.get(dispatch)?.stop();
  followings.delete(dispatch);
});
