import { createLogStore } from '../features/log/log-store.ts';
import { takeToken } from '../features/session/access-token.ts';
import { signedOut } from '../features/session/session-slice.ts';
import { createApiClient } from '../http/api-client.ts';
import { createRouteClient } from '../http/route-client.ts';
import { createConnection } from './connection.ts';
import type { Services } from './services.ts';
import { type AppStore, createStore } from './store.ts';

const liveUrl = () => `${window.location.protocol === 'https:' ? 'wss:' : 'ws:'}//${window.location.host}/ws/devteam`;

/** Puts the page together and lets it connect. */
export function start(): { store: AppStore; services: Services } {
  const api = createApiClient({ onUnauthorized: () => store.dispatch(signedOut()) });
  const routes = createRouteClient({ onUnauthorized: () => store.dispatch(signedOut()) });
  const store: AppStore = createStore(api);
  const logs = createLogStore();
  const connection = createConnection(store, logs, liveUrl());

  /** A token never stays in the address bar, where it would be copied and remembered. */
  const signInFromAddress = () => {
    const found = takeToken(window.location.href);
    if (!found) return false;
    window.history.replaceState(window.history.state, '', found.rest);
    void connection.signIn(found.token);
    return true;
  };
  // Pasting the printed link into this very tab changes the hash only and loads nothing.
  window.addEventListener('hashchange', signInFromAddress);
  if (!signInFromAddress()) void connection.open();

  return { store, services: { api, routes, logs, signIn: (secret) => connection.signIn(secret), retry: () => connection.open() } };
}
