import { type ReactNode, StrictMode, act } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'react-redux';
import type { hostStore } from './host-store.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

export interface Rendered {
  page: HTMLElement;
  /** The first that matches; throws if none does. */
  get: (selector: string) => HTMLElement;
  field: (selector: string) => HTMLInputElement;
  button: (label: string) => HTMLButtonElement;
  click: (element: HTMLElement) => Promise<void>;
  /** Puts text into a field as a person would. */
  type: (name: string, text: string) => Promise<void>;
  unmount: () => Promise<void>;
}

/** Draws something in a host with a store, in React's strict mode, which mounts everything twice. */
export async function render(element: ReactNode, store: ReturnType<typeof hostStore>): Promise<Rendered> {
  const page = document.createElement('div');
  document.body.append(page);
  const root = createRoot(page);
  await act(async () => {
    root.render(
      <StrictMode>
        <Provider store={store}>{element}</Provider>
      </StrictMode>,
    );
  });
  const get = (selector: string): HTMLElement => {
    const found = page.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`nothing matches ${selector} in ${page.innerHTML.slice(0, 3000)}`);
    return found;
  };
  const labelOf = (each: HTMLElement) => each.getAttribute('aria-label') ?? each.textContent?.trim();
  return {
    page,
    get,
    field: (selector) => get(selector) as HTMLInputElement,
    button: (label) => {
      const found = [...page.querySelectorAll('button')].find((each) => labelOf(each) === label);
      if (!found) throw new Error(`no button «${label}» in ${page.innerHTML.slice(0, 3000)}`);
      return found;
    },
    click: (clicked) => act(async () => clicked.click()),
    type: (name, text) =>
      act(async () => {
        (get(`[name=${name}]`) as HTMLInputElement).value = text;
      }),
    unmount: async () => {
      await act(async () => root.unmount());
      page.remove();
    },
  };
}
