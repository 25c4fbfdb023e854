import { MantineProvider } from '@mantine/core';
import { type ReactNode, act } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'react-redux';
import { MemoryRouter } from 'react-router';
import { type Services, ServicesContext } from '../app/services.ts';
import { type AppStore, createStore } from '../app/store.ts';
import { theme } from '../app/theme.ts';
import { createLogStore } from '../features/log/log-store.ts';
import { loadProjects } from '../features/projects/projects-slice.ts';
import { loadMe, signedOut } from '../features/session/session-slice.ts';
import { createRouteClient } from '../http/route-client.ts';
import { type FakeApi, createFakeApi } from './fake-api.ts';
import { type FakeServer, createFakeServer } from './fake-server.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

export interface Rendered {
  page: HTMLElement;
  store: AppStore;
  api: FakeApi;
  services: Services;
  get: (selector: string) => HTMLElement;
  click: (selector: string) => Promise<void>;
  /** Types into a field, or chooses in a list of a form. */
  write: (selector: string, text: string) => Promise<void>;
  /** Does something of which the page takes notice. */
  act: (what: () => void) => Promise<void>;
  unmount: () => Promise<void>;
}

/** Draws something with store, router and a server in memory, after the first snapshot. */
export async function render(
  element: ReactNode,
  { path = '/', api = createFakeApi(), server = createFakeServer() }: { path?: string; api?: FakeApi; server?: FakeServer } = {},
): Promise<Rendered> {
  const store = createStore(api);
  const routes = createRouteClient({ onUnauthorized: () => store.dispatch(signedOut()), fetch: server.fetch });
  const services: Services = { api, routes, logs: createLogStore(), signIn: (secret) => api.signIn(secret), retry: async () => {} };
  await store.dispatch(loadProjects());
  await store.dispatch(loadMe());
  const page = document.createElement('div');
  document.body.append(page);
  const root = createRoot(page);
  await act(async () => {
    root.render(
      <MantineProvider theme={theme} env="test" withCssVariables={false} withGlobalClasses={false}>
        <Provider store={store}>
          <ServicesContext value={services}>
            <MemoryRouter initialEntries={[path]}>{element}</MemoryRouter>
          </ServicesContext>
        </Provider>
      </MantineProvider>,
    );
  });
  const get = (selector: string): HTMLElement => {
    const found = page.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`nothing matches ${selector} in ${page.innerHTML.slice(0, 2000)}`);
    return found;
  };
  return {
    page,
    store,
    api,
    services,
    get,
    click: (selector) =>
      act(async () => {
        get(selector).click();
      }),
    write: (selector, text) =>
      act(async () => {
        const field = get(selector) as HTMLInputElement;
        const form =
          field instanceof HTMLSelectElement
            ? HTMLSelectElement
            : field instanceof HTMLTextAreaElement
              ? HTMLTextAreaElement
              : HTMLInputElement;
        Object.getOwnPropertyDescriptor(form.prototype, 'value')?.set?.call(field, text);
        field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
      }),
    act: (what) =>
      act(async () => {
        what();
      }),
    unmount: async () => {
      await act(async () => root.unmount());
      page.remove();
    },
  };
}
