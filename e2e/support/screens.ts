import type { Page } from 'playwright-core';

/** What a screen needs to know of the team it is looked at in. */
export interface ScreenPlaces {
  /** A project that waits for a person. */
  waiting: string;
  /** One at work. */
  running: string;
  /** One whose list is done. */
  completed: string;
  /** One whose error was investigated and mended. */
  mended: string;
}

/** A state of the page that is looked at in every width and both color schemes. */
export interface Screen {
  /** Also of its pictures. */
  name: string;
  path(places: ScreenPlaces): string;
  /** What is there when it is. */
  ready: string;
  isSignedOut?: boolean;
  /** What a person does to see it. */
  act?(page: Page): Promise<void>;
}

const fixed = (name: string, path: string, ready: string): Screen => ({ name, path: () => path, ready });
const projectAt = (projectId: string, query = '') => `/projects/${encodeURIComponent(projectId)}${query}`;
const view = (name: string, ready: string): Screen => ({
  name: `project-${name}`,
  path: ({ completed }) => projectAt(completed, `?view=${name}`),
  ready,
});
const pressed = (name: string, keys: string[], ready: string): Screen => ({
  ...fixed(name, '/', '[data-testid=project-card]'),
  act: async (page) => {
    for (const key of keys) await page.keyboard.press(key);
    await page.locator(ready).first().waitFor();
  },
});
const clickedIn = (place: keyof ScreenPlaces, name: string, button: string, ready: string): Screen => ({
  name,
  path: (places) => projectAt(places[place]),
  ready: '[data-testid=log-line]',
  act: async (page) => {
    await page.locator(button).first().click();
    await page.locator(ready).first().waitFor();
  },
});

/** Before there is a project. */
export const emptyScreens: readonly Screen[] = [
  { ...fixed('sign-in', '/', '[data-testid=sign-in]'), isSignedOut: true },
  fixed('fleet-empty', '/', '[data-testid=fleet-empty]'),
  fixed('reviews-empty', '/reviews', '[data-testid=reviews-page]'),
  fixed('analytics-empty', '/analytics', '[data-testid=metrics-page]'),
  fixed('new-project', '/projects/new', '[data-testid=new-project]'),
  fixed('audit-empty', '/audit', '[data-testid=no-entries], [data-testid=audit-entry]'),
  fixed('receipts-empty', '/receipts', 'main h1'),
  fixed('webhooks-empty', '/webhooks', '[data-testid=no-webhooks]'),
];

/** With seven projects of five customers: at work, waiting for a person, at a stop point, done. */
export const busyScreens: readonly Screen[] = [
  fixed('fleet', '/', '[data-testid=project-card]'),
  { name: 'project-running', path: ({ running }) => projectAt(running), ready: '[data-testid=log-line]' },
  { name: 'project-failed', path: ({ waiting }) => projectAt(waiting), ready: '[data-testid=failure-card]' },
  view('log', '[data-testid=log-line]'),
  view('graph', '[data-testid=graph-task]'),
  view('timeline', '[data-testid=timeline-row]'),
  { ...view('resolutions', '[data-testid=resolution]'), path: ({ mended }) => projectAt(mended, '?view=resolutions') },
  {
    name: 'task',
    path: ({ completed }) => projectAt(completed),
    ready: '[data-testid=log-line]',
    act: async (page) => {
      await page.locator('[data-testid=open-task]').first().click();
      await page.locator('dialog[open]').waitFor();
    },
  },
  clickedIn('running', 'injection', '[data-testid=inject]', 'dialog[open]'),
  fixed('fleet-compact', '/?density=compact', '[data-testid=project-card]'),
  fixed('fleet-table', '/?view=table', '[data-testid=project-card]'),
  clickedIn('completed', 'preflight', '[data-testid=automate]', '[data-testid=preflight-headline]'),
  fixed('reviews', '/reviews', '[data-testid=review-row]'),
  fixed('analytics', '/analytics', '[data-testid=metric]'),
  fixed('health', '/services', '[data-testid=service]'),
  fixed('receipts', '/receipts', '[data-testid=receipt-row]'),
  {
    ...fixed('receipt', '/receipts', '[data-testid=receipt-row]'),
    act: async (page) => {
      await page.locator('[data-testid=receipt-row] a').first().click();
      await page.getByTestId('verify-receipt').waitFor();
    },
  },
  fixed('budgets', '/budgets', '[data-testid=project-budget]'),
  fixed('members', '/members', '[data-testid=person]'),
  fixed('audit', '/audit', '[data-testid=audit-entry]'),
  fixed('inbox', '/inbox', '[data-testid=inbox-item]'),
  fixed('preferences', '/preferences', '[data-testid=zone]'),
  { name: 'project-settings', path: ({ completed }) => `${projectAt(completed)}/settings`, ready: '[data-testid=setting-checks]' },
  fixed('customer-settings', '/customers/hallmann-bakery', 'main h1'),
  fixed('trouble-repository', '/troubleshooting/repository', '[data-testid=trouble-page]'),
  fixed('trouble-sandbox', '/troubleshooting/sandbox', '[data-testid=trouble-page]'),
  pressed('palette', ['Control+k'], '[role=dialog], dialog[open]'),
  pressed('keys', ['?'], '[data-testid=key-help]'),
];
