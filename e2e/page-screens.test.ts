import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Example, loadExamples } from '../examples/examples.ts';
import { hasChromium, launchChromium } from './support/browser.ts';
import { untilAtRest } from './support/executions.ts';
import { findCutText } from './support/page-cut-text.ts';
import { type PageTeam, getExample, startPageTeam } from './support/page-team.ts';
import { waitUntil } from './support/wait-until.ts';

/** `DEVTEAM_WRITE_SCREENS=1` renews the pictures of the documents; without it the same are taken, and thrown away. */
const writes = process.env['DEVTEAM_WRITE_SCREENS'] === '1';
const screensFolder = join(import.meta.dirname, '../docs/screens');
const mostBytes = 300_000;
/** Of a window, by its width. */
const heights = { 320: 640, 390: 844, 900: 1100, 1440: 900, 2560: 1300 };

const couriers = 'pedalpost-couriers/dispatch';
const running = 'hallmann-bakery/order-desk-market';
/** At which task the running one stands still, while the executor is at work. */
const frozenAt = '2.2';

interface Screen {
  name: string;
  path: string;
  ready: string;
  isSignedOut?: boolean;
}
const projectScreen = (name: string, projectId: string): Screen => ({
  name,
  path: `/projects/${encodeURIComponent(projectId)}`,
  ready: '[data-testid=log-line]',
});
const fleet: Screen = { name: 'fleet', path: '/', ready: '[data-testid=project-card]' };
const project = projectScreen('project', couriers);
const signIn: Screen = { name: 'sign-in', path: '/', ready: '[data-testid=sign-in]', isSignedOut: true };

describe.skipIf(!hasChromium)('what the page looks like', () => {
  let team: PageTeam;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    [team, browser] = await Promise.all([startPageTeam('screens'), launchChromium()]);
    folder = writes ? screensFolder : join(team.scratch, 'screens');
    await mkdir(folder, { recursive: true });
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

    await team.add(await makeFrozenExample(join(team.scratch, 'recordings')), 5);
    await engine.automate(running);
    await waitUntil(
      async () => {
        const found = await engine.pool.query(
          `select 1 from engine.node where project_id = $1 and task_key = $2 and name = 'codeExecution' and status = 'running'`,
          [running, frozenAt],
        );
        return found.rows.length > 0;
      },
      { withinMs: 60_000, what: 'the last project is at the task where it stands still' },
    );
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await team?.close();
  });

  test.each([
    ['fleet-light', fleet, 1440, 900],
    ['fleet-dark', fleet, 1440, 900],
    ['fleet-phone-light', fleet, 390, 844],
    ['fleet-phone-dark', fleet, 390, 844],
    ['project-light', project, 1440, 1100],
    ['project-dark', project, 1440, 1100],
    ['project-phone-light', project, 390, 844],
    ['sign-in-light', signIn, 1440, 900],
  ] as const)('%s', async (name, screen, width, height) => {
    const page = await open(screen, { width, height, colorScheme: name.endsWith('dark') ? 'dark' : 'light' });
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path });
    await page.context().close();
    expect((await stat(path)).size).toBeLessThan(mostBytes);
  });

  test.each([fleet, project, projectScreen('running project', running), signIn])(
    'nothing of $name is cut off, however wide',
    async (screen) => {
      const page = await open(screen, { width: 1440, height: 900, colorScheme: 'light' });
      const found: Record<string, string[]> = {};
      for (const [width, height] of Object.entries(heights)) {
        await page.setViewportSize({ width: Number(width), height });
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
        found[width] = await findCutText(page);
      }
      await page.context().close();
      expect(found).toEqual(Object.fromEntries(Object.keys(heights).map((width) => [width, []])));
    },
  );

  async function open(screen: Screen, look: { width: number; height: number; colorScheme: 'light' | 'dark' }): Promise<Page> {
    const { colorScheme, height, width } = look;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      reducedMotion: 'reduce',
      timezoneId: 'Europe/Berlin',
    });
    const page = await context.newPage();
    await page.goto(`${team.address}${screen.path}${screen.isSignedOut ? '' : new URL(team.link).hash}`);
    await page.locator(screen.ready).first().waitFor({ state: 'attached' });
    if (!screen.isSignedOut) await page.locator('[data-testid=link-state][data-link=live]').waitFor();
    await page.evaluate(() => document.fonts.ready);
    await page.waitForLoadState('networkidle');
    return page;
  }
});

/** The bakery's second project: as its first, but that the executor needs long for one task. */
async function makeFrozenExample(recordingsPath: string): Promise<Example> {
  const example = getExample('hallmann-bakery/order-desk');
  await cp(example.recordingsPath, recordingsPath, { recursive: true });
  const path = join(recordingsPath, frozenAt, '1.json');
  const recorded = JSON.parse(await readFile(path, 'utf8')) as { stdout: string };
  // The first line comes soon, the rest not while anybody looks.
  const stdout = `${recorded.stdout}${'…\n'.repeat(2000)}`;
  await writeFile(path, JSON.stringify({ ...recorded, stdout, delaySeconds: 20_000 }));
  return { ...example, recordingsPath, project: { id: running, name: 'Order desk, market stall' } };
}
