import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useStore } from 'react-redux';
import type { DevTeamClient } from '../client/dev-team-client.ts';
import { type Observers, createObserver } from '../services/observe-events.ts';
import { type DevTeamState, permissions as allPermissions } from '../state/dev-team-state.ts';
import { setPermissions } from '../state/dev-team-slice.ts';
import { followInto } from '../state/live-thunks.ts';
import { DevTeamContext, createSelectorsFor, plainSettings } from './dev-team-context.ts';
import { type Labels, englishLabels } from './labels.ts';

export interface DevTeamProviderProps extends Observers {
  client: DevTeamClient;
  children: ReactNode;
  /** Whom commands come from. */
  userId?: string | undefined;
  /** What this user may do. None: everything, as in an app that one person uses. */
  permissions?: readonly string[] | undefined;
  hasProjectAccess?: ((projectId: string) => boolean) | undefined;
  /** `false` takes DevTeam out of the app: nothing is shown and nothing is asked. */
  enabled?: boolean | undefined;
  darkMode?: boolean | undefined;
  labels?: Partial<Labels> | undefined;
  /** Where the reducer is mounted, if not at `devTeam`. */
  selectState?: ((root: unknown) => DevTeamState | undefined) | undefined;
}

const everywhere = () => true;

/** Ties components, store and server together while it is mounted, and leaves nothing behind. */
export function DevTeamProvider({
  children,
  client,
  darkMode,
  enabled = true,
  hasProjectAccess = everywhere,
  labels,
  notify,
  permissions = allPermissions,
  recordTime,
  selectState,
  userId,
}: DevTeamProviderProps) {
  const store = useStore();
  const selectors = useMemo(() => (selectState ? createSelectorsFor(selectState) : plainSettings.selectors), [selectState]);

  const observers = useRef<Observers>({});
  useEffect(() => {
    observers.current = { notify, recordTime };
  });

  // As text, so that a list that is made anew at each render is still the same.
  const granted = permissions.join(' ');
  useEffect(() => {
    store.dispatch(setPermissions(enabled ? granted.split(' ').filter(Boolean) : []));
  }, [store, enabled, granted]);

  useEffect(() => {
    if (!enabled) return undefined;
    const observe = createObserver((projectId) => selectors.selectExecution(store.getState(), projectId));
    const following = followInto(client, store.dispatch, (events) => observe(events, observers.current));
    return () => following.stop();
  }, [client, store, enabled, selectors]);

  const settings = useMemo(
    () => ({ client, selectors, userId, enabled, hasProjectAccess, darkMode, labels: { ...englishLabels, ...labels } }),
    [client, selectors, userId, enabled, hasProjectAccess, darkMode, labels],
  );
  return <DevTeamContext.Provider value={settings}>{children}</DevTeamContext.Provider>;
}
