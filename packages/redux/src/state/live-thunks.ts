import type { Dispatch } from '@reduxjs/toolkit';
import type { DevTeamClient } from '../client/dev-team-client.ts';
import type { Following } from '../client/follow.ts';
import type { DevTeamEvent } from '../wire.ts';
import { eventsReceived, linkChanged, servicesHealthReceived, snapshotReceived } from './dev-team-slice.ts';
import { clientOf } from './thunks.ts';

/** Lets a store follow all that this person may see. `observe` hears of events once the store has them. */
export const followInto = (client: DevTeamClient, dispatch: Dispatch, observe?: (events: DevTeamEvent[]) => void): Following =>
  client.follow({
    onSnapshot: (projects) => dispatch(snapshotReceived(projects)),
    onEvents: (events) => {
      dispatch(eventsReceived(events));
      observe?.(events);
    },
    onHealth: (services) => dispatch(servicesHealthReceived(services)),
    onLink: (link) => dispatch(linkChanged({ link, asOf: new Date().toISOString() })),
  });

/** What each store follows; a store that nobody holds any more takes its entry along. */
const followings = new WeakMap<Dispatch, Following>();

/** For hosts without `DevTeamProvider`; twice is once. */
export const connectWs =
  () =>
  (dispatch: Dispatch, _getState: unknown, extra: unknown): void => {
    if (!followings.has(dispatch)) followings.set(dispatch, followInto(clientOf(extra), dispatch));
  };

export const disconnectWs =
  () =>
  (dispatch: Dispatch): void => {
    followings.get(dispatch)?.stop();
    followings.delete(dispatch);
  };
