import { readFile } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page, chromium } from 'playwright-core';
import { fixtureProjects } from './fixture-projects.ts';
import { fixtureToken, startFixtureServer } from './fixture-server.ts';
import { createWorld } from './fixture-world.ts';

// node apps/dashboard/dev/look.ts: a picture of every screen at three widths in both schemes, with axe, overflow and policy checked on each.
const folder = join(tmpdir(), 'devteam-dashboard');
const widths = { 2560: 1300, 1440: 900, 900: 1100, 390: 844, 320: 640 };
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wanted = process.argv.slice(2);
const problems: string[] = [];

const openByKeys = (keys: string, ready: string) => async (page: Page) => {
  await page.keyboard.press(keys);
  await page.waitForSelector(ready);
  await page.waitForTimeout(400);
};

interface Screen {
  name: string;
  empty?: boolean;
  signedOut?: boolean;
  path: string;
  ready: string;
  before?: (page: Page, cut: () => void) => Promise<void>;
}

const screens: Screen[] = [
  { name: 'fleet', path: '/', ready: '[data-testid=project-card]' },
  { name: 'fleet-filtered', path: '/?status=running&q=acme', ready: '[data-testid=project-card]' },
  { name: 'fleet-nothing', path: '/?q=zzz', ready: '[data-testid=fleet-filtered-empty]' },
  { name: 'project-failure', path: '/projects/borealis%2Fbilling-api', ready: '[data-testid=log-line]' },
  { name: 'project-running', path: '/projects/acme%2Fwebshop', ready: '[data-testid=log-line]' },
  { name: 'project-log', path: '/projects/acme%2Fwebshop?view=log', ready: '[data-testid=log-line]', before: scrollUp },
  { name: 'project-waiting', path: '/projects/cumulus%2Ffield-app', ready: '[data-testid=failure-card]' },
  { name: 'project-graph', path: '/projects/acme%2Fwebshop?view=graph', ready: '[data-testid=graph-task]' },
  { name: 'project-timeline', path: '/projects/acme%2Fwebshop?view=timeline', ready: '[data-testid=timeline-row]' },
  { name: 'project-search', path: '/projects/acme%2Fwebshop?view=log', ready: '[data-testid=log-line]', before: searchLog },
  { name: 'project-stop', path: '/projects/acme%2Fwebshop', ready: '[data-testid=log-line]', before: askStop },
  { name: 'project-inject', path: '/projects/acme%2Fwebshop', ready: '[data-testid=log-line]', before: openInjection },
  { name: 'reviews', path: '/reviews', ready: '[data-testid=review]', before: chooseAnswer },
  { name: 'reviews-none', empty: true, path: '/reviews', ready: '[data-testid=reviews-page]' },
  { name: 'analytics', path: '/analytics', ready: '[data-testid=metric]' },
  { name: 'project-task', path: '/projects/acme%2Fwebshop?task=T-006', ready: '[data-testid=task-dialog][open]' },
  { name: 'health', path: '/services', ready: '[data-testid=service]' },
  { name: 'palette', path: '/', ready: '[data-testid=project-card]', before: openByKeys('Control+k', '[role=dialog] input') },
  { name: 'keys', path: '/', ready: '[data-testid=project-card]', before: openByKeys('?', '[data-testid=key-help]') },
  { name: 'project-missing', path: '/projects/no%2Fsuch', ready: '[data-testid=failure-card]' },
  { name: 'sign-in', path: '/', signedOut: true, ready: '[data-testid=sign-in]' },
  { name: 'empty', path: '/', empty: true, ready: '[data-testid=fleet-empty]' },
  { name: 'fleet-cut', path: '/', ready: '[data-testid=project-card]', before: cutLine },
];

async function scrollUp(page: Page): Promise<void> {
  await page.locator('[aria-label="Lines of the log"]').evaluate((element) => {
    element.scrollTop = element.scrollHeight - element.clientHeight - 300;
  });
  await page.waitForSelector('[data-testid=log-to-end]');
}

async function searchLog(page: Page): Promise<void> {
  await page.locator('[data-testid=log] input[type=search]').fill('FAIL');
  await page.waitForSelector('[data-testid=log-hit]');
  await page.locator('[data-testid=log-hit] button').first().click();
  await page.waitForSelector('[data-testid=log-context]');
}

async function askStop(page: Page): Promise<void> {
  await page.locator('[data-testid=stop]').click();
  await page.locator('[data-testid=stop_keep_work]').click();
  await page.waitForSelector('[data-testid=confirm]');
}

async function openInjection(page: Page): Promise<void> {
  await page.locator('[data-testid=inject]').click();
  await page.locator('[name=title]').fill('Mend the login of the shop');
  await page.waitForSelector('[data-testid=injection-preview]');
}

async function chooseAnswer(page: Page): Promise<void> {
  await page.locator('[data-testid=choose-send_back]').click();
  await page.waitForSelector('[data-testid=confirm-answer]');
}

async function cutLine(page: Page, cut: () => void): Promise<void> {
  cut();
  await page.waitForSelector('[data-link=reconnecting]');
}

async function look(browser: Browser, screen: Screen, width: number, scheme: 'light' | 'dark'): Promise<void> {
  const world = createWorld(screen.empty ? [] : fixtureProjects(Date.now()));
  const server = await startFixtureServer(world);
  const timer = setInterval(() => {
    if (world.projects.has('acme/webshop')) world.say('acme/webshop', [` ✓ test/part-${Date.now() % 1000}.test.ts (12 tests) 81 ms`]);
  }, 60);
  const viewport = { width, height: widths[width as keyof typeof widths] };
  const context = await browser.newContext({ viewport, colorScheme: scheme, reducedMotion: 'reduce', timezoneId: 'Europe/Berlin' });
  const page = await context.newPage();
  const where = `${screen.name} ${width} ${scheme}`;
  page.on('console', (message) => {
    if (message.type() === 'error' && !/401|404|WebSocket/.test(message.text())) problems.push(`${where}: console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`${where}: page: ${error.message}`));
  await page.goto(`${server.url}${screen.path}${screen.signedOut ? '' : `#token=${fixtureToken}`}`);
  await page.waitForSelector(screen.ready, { timeout: 8000, state: 'attached' });
  await page.waitForTimeout(1200);
  server.acceptSockets = screen.before !== cutLine;
  await screen.before?.(page, () => server.cut());
  clearInterval(timer);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, `${screen.name}-${width}-${scheme}.png`) });
  await page.screenshot({ path: join(folder, `${screen.name}-${width}-${scheme}-full.png`), fullPage: true });
  await check(page, where);
  await context.close();
  await server.stop();
}

async function check(page: Page, where: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) problems.push(`${where}: ${overflow} px wider than the window`);
  if (page.url().includes('token')) problems.push(`${where}: the token is still in the address`);
  // Through the debugger, since the page's policy forbids foreign scripts.
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(
          context: Document,
          options: unknown,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.length}× ${nodes[0]?.html.slice(0, 220)} ${nodes[0]?.failureSummary.slice(0, 300)}`,
    );
  });
  for (const violation of found) problems.push(`${where}: axe ${violation}`);
}

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
for (const screen of screens.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  for (const width of Object.keys(widths).map(Number)) {
    for (const scheme of ['light', 'dark'] as const) await look(browser, screen, width, scheme);
  }
}
await browser.close();
process.stdout.write(`${folder}\n${problems.length === 0 ? 'no problem found' : problems.join('\n')}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
