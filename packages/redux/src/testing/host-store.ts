import { configureStore } from '@reduxjs/toolkit';
import type { DevTeamClient } from '../client/dev-team-client.ts';
import type { DevTeamState } from '../state/dev-team-state.ts';
import { devTeamReducer } from '../state/dev-team-slice.ts';

/** A host's store with all of the toolkit's checks, beside a reducer of its own. */
export function hostStore({ client, state }: { client?: DevTeamClient; state?: Partial<DevTeamState> } = {}) {
  return configureStore({
    reducer: { devTeam: devTeamReducer, other: (other: { count: number } = { count: 1 }) => other },
    middleware: (defaults) =>
      defaults({
        serializableCheck: { warnAfter: 1000 },
        immutableCheck: { warnAfter: 1000 },
        thunk: { extraArgument: client ? { devTeam: client } : undefined },
      }),
    ...(state ? { preloadedState: { devTeam: state as DevTeamState, other: { count: 1 } } } : {}),
  });
}
