import { setTimeout as sleep } from 'node:timers/promises';
import { announceExecution, changeExecution, inProject } from '@devteam/engine/store';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { addWorkingProject, append } from '../apps/server/src/testing/rows.ts';
import type { PageServer } from './page-server.ts';

export interface FleetFigures {
  cards: number;
  events: number;
  seconds: number;
  /** Of all interactions, in milliseconds from the key or the click to the next frame. */
  interactions: readonly number[];
  /** Over 50 ms. */
  longTasks: readonly number[];
  heapBeforeMb: number;
  heapAfterMb: number;
}

interface Seen {
  longTasks: number[];
  interactions: Map<number, number>;
}

/** Many cards, each with an execution under way, while events come; meanwhile somebody moves, filters and looks. */
export async function measureFleet(
  { address, database, token }: PageServer,
  browser: Browser,
  { cards, perSecond, seconds }: { cards: number; perSecond: number; seconds: number },
): Promise<FleetFigures> {
  const ids = Array.from({ length: cards }, (_, n) => `customer-${n % 12}/shop-${n}`);
  for (const id of ids) {
    await addWorkingProject(database.pool, id, `execution of ${id}`);
    await changeExecution(database.pool, `execution of ${id}`, { status: 'running', prepared: true });
  }
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${address}/#token=${token}`);
  await page
    .locator('[data-testid=project-card]')
    .nth(cards - 1)
    .waitFor();
  await page.locator('[data-testid=link-state][data-link=live]').waitFor();

  let events = 0;
  const over = new AbortController();
  const writing = (async () => {
    const startedAt = performance.now();
    while (!over.signal.aborted) {
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
      for (; events < due && !over.signal.aborted; events += 1) {
        const id = ids[(events * 7) % ids.length] ?? '';
        // One in ten is news about the execution itself.
        if (events % 10 === 0) await inProject(database.pool, id, (db) => announceExecution(db, id, `execution of ${id}`));
        else await append(database.pool, id, [`event ${events} of the bench, as long as a line of a test report usually is`]);
      }
      await sleep(5);
    }
  })();
  await sleep(3000);

  const debug = await page.context().newCDPSession(page);
  await observe(page);
  const heapBeforeMb = await heapOf(debug);
  const before = events;
  const endAt = performance.now() + seconds * 1000;
  while (performance.now() < endAt) await useIt(page);
  const counted = events - before;
  const heapAfterMb = await heapOf(debug);
  const seen = await page.evaluate(() => {
    const { interactions, longTasks } = (window as unknown as { seen: Seen }).seen;
    return { longTasks, interactions: [...interactions.values()] };
  });
  over.abort();
  await writing;
  await page.close();
  return { cards, events: counted, seconds, ...seen, heapBeforeMb, heapAfterMb };
}

const observe = (page: Page) =>
  page.evaluate(() => {
    const seen: Seen = { longTasks: [], interactions: new Map() };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      seen.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
        if (entry.interactionId > 0)
          seen.interactions.set(entry.interactionId, Math.max(entry.duration, seen.interactions.get(entry.interactionId) ?? 0));
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });

/** What a person does in some seconds. */
async function useIt(page: Page): Promise<void> {
  for (const key of ['j', 'j', 'k', 'o', 'o', 'x', 'x']) {
    await page.keyboard.press(key);
    await sleep(180);
  }
  await page.locator('main input[type=search]').pressSequentially('shop-1', { delay: 90 });
  await sleep(300);
  await page.locator('main input[type=search]').fill('');
  await page.locator('[data-attention=running]').click();
  await sleep(250);
  await page.locator('[data-attention=running]').click();
  await page.locator('main').focus();
  await sleep(250);
}

async function heapOf(debug: CDPSession): Promise<number> {
  await debug.send('HeapProfiler.collectGarbage');
  const { usedSize } = await debug.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}
