import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Example, loadExamples } from '../examples/examples.ts';
import { hasChromium, launchChromium } from './support/browser.ts';
import { untilAtRest } from './support/executions.ts';
import { findBarriers } from './support/page-axe.ts';
import { findCutText } from './support/page-cut-text.ts';
import { takePicture } from './support/page-picture.ts';
import { type PageTeam, getExample, startPageTeam } from './support/page-team.ts';
import { galleryText } from './support/gallery-text.ts';
import { creates, replaces } from './support/patch-text.ts';
import { type Screen, type ScreenPlaces, busyScreens, emptyScreens } from './support/screens.ts';
import { makeSmallProject } from './support/small-project.ts';
import { waitUntil } from './support/wait-until.ts';

/** `DEVTEAM_WRITE_SCREENS=1` renews the pictures of the documents. */
const writes = process.env['DEVTEAM_WRITE_SCREENS'] === '1';
const screensFolder = join(import.meta.dirname, '../docs/screens');
const mostBytes = 300_000;
/** Of a window, by its width. */
const heights = { 2560: 1300, 1440: 900, 900: 1100, 390: 844, 320: 640 };
const picturedWidths = new Set(['1440', '900', '390']);
/** Where the two layouts are. */
const axeWidths = new Set(['1440', '390']);

const places: ScreenPlaces = {
  waiting: 'pedalpost-couriers/dispatch',
  running: 'hallmann-bakery/order-desk-market',
  completed: 'hallmann-bakery/order-desk',
  mended: 'wattle-metering/alarms',
};
/** At which task the running one stands still, while the executor is at work. */
const frozenAt = '2.2';
const wholeCheck = {
  name: 'whole',
  command: '! grep -rq BROKEN --include=*.txt . || { echo "error: something is BROKEN"; exit 1; }',
  timeoutSeconds: 30,
};

describe.skipIf(!hasChromium)('what the page looks like', () => {
  let team: PageTeam;
  let browser: Browser;

  beforeAll(async () => {
    [team, browser] = await Promise.all([startPageTeam('screens'), launchChromium()]);
    await mkdir(screensFolder, { recursive: true });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await team?.close();
    if (writes) await writeFile(join(screensFolder, 'README.md'), galleryText([...emptyScreens, ...busyScreens].map(({ name }) => name)));
  });

  describe('before there is a project', () => {
    test.each(emptyScreens)('$name: nothing is cut off, nothing bars anybody', look);
  });

  describe('with seven projects', () => {
    beforeAll(async () => {
      await Promise.all([workThroughExamples(), mendAnError()]);
      await standStill();
    }, 240_000);
    test.each(busyScreens)('$name: nothing is cut off, nothing bars anybody', look);
  });

  /** In every width, and in both color schemes what they make a difference for. */
  async function look(screen: Screen): Promise<void> {
    const page = await open(screen);
    const found: Record<string, string[]> = {};
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [width, height] of Object.entries(heights)) {
        const hasAxe = axeWidths.has(width);
        if (scheme === 'dark' && !hasAxe && !writes) continue;
        await page.setViewportSize({ width: Number(width), height });
        await atRest(page, Number(width));
        const seen = [...(await findCutText(page)), ...(hasAxe ? await findBarriers(page) : [])];
        if (seen.length > 0) found[`${scheme} ${width}`] = seen;
        if (!writes || !picturedWidths.has(width)) continue;
        const picture = await takePicture(page);
        expect(picture.byteLength).toBeLessThan(mostBytes);
        await writeFile(join(screensFolder, `${screen.name}-${scheme}-${width}.webp`), picture);
      }
    }
    await page.context().close();
    expect(found).toEqual({});
  }

  async function open(screen: Screen): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      timezoneId: 'Europe/Berlin',
    });
    const page = await context.newPage();
    await page.goto(`${team.address}${screen.path(places)}${screen.isSignedOut ? '' : new URL(team.link).hash}`);
    await page.locator(screen.ready).first().waitFor({ state: 'attached' });
    if (!screen.isSignedOut) await page.locator('[data-testid=link-state][data-link=live]').waitFor();
    await page.evaluate(() => document.fonts.ready);
    // Parts that are loaded when they are needed. A worker that is ended early counts as a request without an answer for ever.
    await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
    await screen.act?.(page);
    return page;
  }

  async function workThroughExamples(): Promise<void> {
    const { engine } = team;
    const examples = loadExamples();
    for (const example of examples) {
      await team.add(example, 5);
      await engine.automate(example.project.id, example.stopAfter ? { stopAfter: [example.stopAfter] } : {});
    }
    const ends = await Promise.all(examples.map((example) => untilAtRest(engine.pool, example.project.id)));
    const wrong = examples.filter((example, index) => ends[index]?.status !== example.expected.status);
    if (wrong.length > 0)
      throw new Error(`These did not come to their expected end: ${wrong.map((example) => example.project.id).join(', ')}`);
  }

  /** One task whose error is investigated and mended, and one more. */
  async function mendAnError(): Promise<void> {
    const { engine } = team;
    const small = await makeSmallProject({
      directory: join(team.scratch, 'small'),
      id: places.mended,
      files: { 'task_lists.md': '# Alarms\n\n- [ ] 1.1 Ring when a meter is silent for a day\n- [ ] 1.2 Say which meter it is\n' },
      recordings: {
        '1.1': [{ patch: creates('silence.txt', 'BROKEN\n') }],
        '1.0a': [{ patch: replaces('silence.txt', 'BROKEN\n', 'a day without a reading\n') }],
        '1.2': [{ patch: creates('alarm.txt', 'the number of the meter\n') }],
      },
      settings: { investigate: true, maxAttempts: 1, speed: 1, checks: [wholeCheck] },
    });
    await engine.saveProject({ ...small.project, name: 'Alarms', customer: { id: 'wattle-metering', name: 'Wattle Metering' } });
    await engine.automate(places.mended);
    const end = await untilAtRest(engine.pool, places.mended);
    if (end.status !== 'completed') throw new Error(`The error was not mended: ${JSON.stringify(end.reason)}`);
  }

  async function standStill(): Promise<void> {
    const { engine } = team;
    await team.add(await makeFrozenExample(join(team.scratch, 'recordings')), 5);
    await engine.automate(places.running);
    await waitUntil(
      async () => {
        const found = await engine.pool.query(
          `select 1 from engine.node where project_id = $1 and task_key = $2 and name = 'codeExecution' and status = 'running'`,
          [places.running, frozenAt],
        );
        return found.rows.length > 0;
      },
      { withinMs: 60_000, what: 'the last project is at the task where it stands still' },
    );
  }
});

/** Until the window is as wide as was asked, its style follows that, and what moves by it has moved. */
async function atRest(page: Page, width: number): Promise<void> {
  await page.waitForFunction((wanted) => window.innerWidth === wanted && matchMedia(`(width: ${wanted}px)`).matches, width);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** The bakery's second project: as its first, but that the executor needs long for one task. */
async function makeFrozenExample(recordingsPath: string): Promise<Example> {
  const example = getExample('hallmann-bakery/order-desk');
  await cp(example.recordingsPath, recordingsPath, { recursive: true });
  const path = join(recordingsPath, frozenAt, '1.json');
  const recorded = JSON.parse(await readFile(path, 'utf8')) as { stdout: string };
  // The first line comes soon, the rest not while anybody looks.
  const stdout = `${recorded.stdout}${'…\n'.repeat(2000)}`;
  await writeFile(path, JSON.stringify({ ...recorded, stdout, delaySeconds: 20_000 }));
  return { ...example, recordingsPath, project: { id: places.running, name: 'Order desk, market stall' } };
}
