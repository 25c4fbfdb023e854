import { type Page, chromium } from 'playwright-core';
import { fixtureProjects } from './fixture-projects.ts';
import { fixtureToken, startFixtureServer } from './fixture-server.ts';
import { type FixtureWorld, createWorld } from './fixture-world.ts';

// node apps/dashboard/dev/stress.ts: what the page makes of sixty busy projects, and of a line that is cut again and again.
const sleep = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--enable-precise-memory-info'] });

/** Sixty cards, a thousand events a second for ten seconds: long tasks, lag of input, memory. */
async function busyGrid(): Promise<void> {
  const one = fixtureProjects(Date.now());
  const many = Array.from({ length: 12 }, (_, copy) =>
    one.map((project) =>
      Object.assign(structuredClone(project), { projectId: `${project.projectId}-${copy}`, name: `${project.name}-${copy}` }),
    ),
  ).flat();
  const world = createWorld(many);
  const server = await startFixtureServer(world);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}/#token=${fixtureToken}`);
  await page.waitForSelector('[data-testid=project-card]');
  await sleep(1500);
  await page.evaluate(() => {
    const seen = window as unknown as { longTasks: number[] };
    seen.longTasks = [];
    new PerformanceObserver((list) => seen.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: 'longtask',
    });
  });
  const heapBefore = await heapOf(page);
  const ids = [...world.projects.keys()];
  let sent = 0;
  const stopAt = Date.now() + 10_000;
  while (Date.now() < stopAt) {
    for (let burst = 0; burst < 20; burst += 1) {
      sent += 1;
      if (sent % 10 === 0) updateOf(world, ids[sent % ids.length] ?? '');
      else world.say(ids[sent % ids.length] ?? '', [`line ${sent}`]);
    }
    await sleep(20);
  }
  const typed = performance.now();
  await page.fill('input[type=search]', 'acme');
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=project-card]').length === 12);
  const filterMs = performance.now() - typed;
  const longTasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  print(
    `60 cards, ${sent} events in 10 s: ${longTasks.length} tasks over 50 ms, longest ${Math.max(0, ...longTasks)} ms; filter in ${Math.round(filterMs)} ms; heap +${Math.round((await heapOf(page)) - heapBefore)} MB`,
  );
  await page.close();
  await server.stop();
}

function updateOf(world: FixtureWorld, projectId: string): void {
  const project = world.projects.get(projectId);
  if (!project?.execution) return;
  const { execution, customerId, progress, totals, currentTask } = project;
  world.append(projectId, 'execution-update', {
    ...execution,
    customerId,
    progress,
    totals,
    currentTask,
    updatedAt: new Date().toISOString(),
  });
}

const heapOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } };
    return memory.usedJSHeapSize / 1e6;
  });

/** The line is cut thirty times at random while lines come; every one must be there once, in order. */
async function cuts(): Promise<void> {
  const world = createWorld(fixtureProjects(Date.now()));
  const server = await startFixtureServer(world);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.url}/projects/acme%2Fwebshop#token=${fixtureToken}`);
  await page.waitForSelector('[data-testid=log-line]');
  let noticedMs = 0;
  for (let round = 0; round < 30; round += 1) {
    for (let line = 0; line < 40; line += 1) {
      world.say('acme/webshop', [`round ${round} line ${line}`]);
      await sleep(Math.random() * 6);
    }
    const at = performance.now();
    server.cut();
    if (round === 0) {
      await page.waitForSelector('[data-link=reconnecting]');
      noticedMs = performance.now() - at;
    }
  }
  await page.waitForSelector('[data-link=live]', { timeout: 60_000 });
  await sleep(1500);
  const texts = await page.evaluate(async () => {
    const scroller = document.querySelector('[aria-label="Lines of the log"]');
    const seen = new Map<number, string>();
    if (!scroller) return [];
    for (let top = scroller.scrollHeight; top > -600; top -= 300) {
      scroller.scrollTop = top;
      await new Promise((resolve) => {
        setTimeout(resolve, 30);
      });
      for (const item of scroller.querySelectorAll('li')) {
        const text = item.querySelector('[data-testid=log-text]')?.textContent;
        if (text?.startsWith('round ')) seen.set(Number(item.dataset['seq']), text);
      }
    }
    return [...seen].toSorted(([a], [b]) => a - b).map(([, text]) => text);
  });
  const said = texts.filter((text) => text.startsWith('round '));
  const expected = Array.from({ length: 30 }, (_, round) => Array.from({ length: 40 }, (__, line) => `round ${round} line ${line}`)).flat();
  const same = said.length === expected.length && said.every((text, index) => text === expected[index]);
  const rows = await page.locator('[data-testid=log-line]').count();
  print(
    `30 cuts: ${said.length} of ${expected.length} lines, ${same ? 'each once and in order' : 'NOT the same'}; cut noticed after ${Math.round(noticedMs)} ms; ${rows} rows in the page`,
  );
  await page.close();
  await server.stop();
}

const print = (line: string) => process.stdout.write(`${line}\n`);
if (!process.argv.includes('cuts')) await busyGrid();
await cuts();
await browser.close();
