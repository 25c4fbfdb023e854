import { createContext, useContext } from 'react';
import { useSelector, useStore } from 'react-redux';
import { type DevTeamClient, createDevTeamClient } from '../client/dev-team-client.ts';
import type { DevTeamState } from '../state/dev-team-state.ts';
import { type WithDevTeam, createDevTeamSelectors } from '../state/selectors.ts';
import { type Labels, englishLabels } from './labels.ts';

export type Selectors = ReturnType<typeof createDevTeamSelectors<unknown>>;

export interface DevTeamSettings {
  /** None: that of the store's `thunk.extraArgument`, or one for the page's own origin. */
  client: DevTeamClient | undefined;
  selectors: Selectors;
  userId: string | undefined;
  enabled: boolean;
  hasProjectAccess: (projectId: string) => boolean;
  darkMode: boolean | undefined;
  labels: Labels;
}

export const createSelectorsFor = (selectState: (root: unknown) => DevTeamState | undefined): Selectors =>
  createDevTeamSelectors(selectState);

/** What holds where nobody wrapped the components: enough for a host with one project and a session cookie. */
export const plainSettings: DevTeamSettings = {
  client: undefined,
  selectors: createSelectorsFor((root) => (root as WithDevTeam).devTeam),
  userId: undefined,
  enabled: true,
  hasProjectAccess: () => true,
  darkMode: undefined,
  labels: englishLabels,
};

export const DevTeamContext = createContext(plainSettings);

export const useSettings = (): DevTeamSettings => useContext(DevTeamContext);

export function useDevTeam<Answer>(ask: (selectors: Selectors, root: unknown) => Answer): Answer {
  const { selectors } = useSettings();
  return useSelector((root: unknown) => ask(selectors, root));
}

type Thunk<Answer> = (dispatch: never, getState: never, extra: never) => Answer;

/** Runs a thunk of this package with the client of the nearest `DevTeamProvider`. */
export function useDevTeamDispatch(): <Answer>(thunk: Thunk<Answer>) => Answer {
  const { client } = useSettings();
  const store = useStore();
  return (thunk) => {
    const run = (dispatch: unknown, getState: unknown, extra: unknown) =>
      thunk(dispatch as never, getState as never, (client ? { devTeam: client } : (extra ?? { devTeam: createDevTeamClient() })) as never);
    return store.dispatch(run as never) as ReturnType<typeof thunk>;
  };
}
