import { appendEvents, inProject } from '@devteam/engine/store';
import type { Browser, Page } from 'playwright-core';
import { addWorkingProject, logEvent } from '../apps/server/src/testing/rows.ts';
import type { PageServer } from './page-server.ts';

const projectId = 'bench/log';
const linesPerEvent = 100;
const eventsPerWrite = 200;
const needle = 'the only line with a needle in it';

export interface LogFigures {
  lines: number;
  /** From the start of the navigation to the first line on the screen. */
  firstLineMs: number;
  /** From the click to the last line on the screen, out of the middle of the log. */
  toEndMs: number;
  /** From the last letter to the first hit. */
  firstHitMs: number;
  /** The most that were in the page at once. */
  domRows: number;
}

/** A log of many lines: how long it takes until one sees its end, gets back to it from far away, and finds something in it. */
export async function measureLog({ address, database, token }: PageServer, browser: Browser, lines: number): Promise<LogFigures> {
  await addWorkingProject(database.pool, projectId, 'execution of the log');
  const events = Math.ceil(lines / linesPerEvent);
  for (let from = 0; from < events; from += eventsPerWrite) {
    const some = Array.from({ length: Math.min(eventsPerWrite, events - from) }, (_, n) => eventOf(from + n));
    await inProject(database.pool, projectId, (db) => appendEvents(db, projectId, some));
  }
  await database.pool.query('analyze engine.event');

  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${address}/#token=${token}`);
  await page.locator('[data-testid=project-card]').first().waitFor();
  const log = `${address}/projects/${encodeURIComponent(projectId)}?view=log`;
  // Once to warm the server up, as for anybody but the first of the day.
  await page.goto(log);
  await lastLine(page, events).waitFor();
  await page.goto('about:blank');
  await page.goto(log, { waitUntil: 'commit' });
  const firstLineMs = await page.evaluate(async () => {
    while (document.querySelector('[data-testid=log-line]') === null) await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now();
  });
  await lastLine(page, events).waitFor();
  let domRows = await rowsOf(page);

  await page.goto(`${log}&line=${Math.floor(events / 2)}.50`);
  await page.locator('[data-testid=log-around] li[aria-current=true]').waitFor();
  domRows = Math.max(domRows, await rowsOf(page));
  const toEndMs = await page.evaluate(
    async (text) => {
      const at = performance.now();
      document.querySelector<HTMLElement>('[data-testid=log-to-live]')?.click();
      const isThere = () => [...document.querySelectorAll('[data-testid=log-text]')].some((each) => each.textContent === text);
      while (!isThere()) await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now() - at;
    },
    textOf(events - 1, linesPerEvent - 1),
  );

  await page.locator('[data-testid=log] input[type=search]').fill(needle);
  const typedAt = performance.now();
  await page.locator('[data-testid=log-hit]').first().waitFor({ timeout: 60_000 });
  const firstHitMs = performance.now() - typedAt;
  domRows = Math.max(domRows, await rowsOf(page));
  await page.close();
  return { lines: events * linesPerEvent, firstLineMs, toEndMs, firstHitMs, domRows };
}

const textOf = (event: number, line: number) => `${event}.${line} ✓ test/part-${line}.test.ts (12 tests) ${(event * 31 + line) % 997} ms`;

function eventOf(event: number) {
  const { payload } = logEvent('', 'execution of the log');
  const lines = Array.from({ length: linesPerEvent }, (_, line) => (event === 17 && line === 3 ? needle : textOf(event, line)));
  return { type: 'execution-log' as const, payload: { ...payload, lines } as never };
}

const lastLine = (page: Page, events: number) => page.getByText(textOf(events - 1, linesPerEvent - 1), { exact: true });
const rowsOf = (page: Page) => page.locator('[data-testid=log-line]').count();
