import { setTimeout as sleep } from 'node:timers/promises';
import { findProjectDetail, readPositions } from '@devteam/engine/store';
import { makeRemote } from '../apps/cli/src/demo/demo-remotes.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from './support/browser.ts';
import { readWholeLog } from './support/event-log-faults.ts';
import { untilAtRest } from './support/executions.ts';
import { findBarriers } from './support/page-axe.ts';
import { type Cable, layCable } from './support/page-cable.ts';
import { cardOf, projectPageOf, readCard, readShownLog, readTaskRows, watchCard } from './support/page-reader.ts';
import { type PageTeam, getExample, startPageTeam } from './support/page-team.ts';
import { waitUntil } from './support/wait-until.ts';

/** All eight tasks to their end, the third at its second attempt. */
const bakery = 'hallmann-bakery/order-desk';
/** Ends with a question. */
const couriers = 'pedalpost-couriers/dispatch';
/** Is never started. */
const sailing = 'lindholm-sailing/tide-board';
/** A task then lasts about a second. */
const speed = 0.7;
const cutMs = 3000;
const cutIsSeenWithinMs = 2000;
const patienceMs = 60_000;

describe.skipIf(!hasChromium)('the page in Chromium', () => {
  let team: PageTeam;
  let browser: Browser;
  let cable: Cable;
  /** Signed in through the cable; the one of a person who keeps the page open. */
  let person: BrowserContext;
  const faults: string[] = [];

  beforeAll(async () => {
    [team, browser] = await Promise.all([startPageTeam('page'), launchChromium()]);
    for (const id of [bakery, couriers, sailing]) await team.add(getExample(id), speed);
    cable = await layCable(team.address);
    person = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    person.setDefaultTimeout(patienceMs);
    person.on('weberror', (error) => faults.push(error.error().message));
  });
  afterAll(async () => {
    await browser?.close();
    await cable?.remove();
    await team?.close();
  });

  const projectAddress = (projectId: string) => cable.through(`${team.address}/projects/${encodeURIComponent(projectId)}`);

  test('without a token it shows the card to sign in, says that a wrong one is wrong, and takes the right one', async () => {
    const stranger = await browser.newContext();
    const page = await stranger.newPage();
    await page.goto(team.address);
    await page.getByTestId('sign-in').waitFor();
    expect(await page.getByTestId('project-card').count()).toBe(0);
    const field = page.getByLabel('Token or link');
    const submit = () => page.getByRole('button', { name: 'Sign in' }).click();

    await field.fill(team.link.replace(/.{4}$/, 'oops'));
    await submit();
    await page.getByText('Not accepted: the token is wrong.').waitFor();
    expect(await page.getByTestId('project-card').count()).toBe(0);

    await field.fill(team.link);
    await submit();
    await page.locator(cardOf(bakery)).waitFor();
    await stranger.close();
  });

  test('the printed link opens the fleet, and the token is gone from the address', async () => {
    const guest = await browser.newContext();
    const page = await guest.newPage();
    await page.goto(team.link);
    await page.getByTestId('project-card').nth(2).waitFor();
    expect(page.url()).toBe(`${team.address}/`);
    for (const id of [bakery, couriers, sailing]) {
      const { customer, project } = getExample(id);
      expect(await readCard(page, id)).toMatchObject({ status: 'idle', completed: 0 });
      expect(await page.locator(cardOf(id)).textContent()).toContain(customer.name);
      expect(await page.locator(cardOf(id)).getByRole('heading').textContent()).toBe(project.name);
    }
    await guest.close();
  });

  test('one project is automated by its button and followed live to its end; a cut of three seconds loses nothing', async () => {
    const { pool, label } = team.engine;
    const [fleet, project] = [await person.newPage(), await person.newPage()];
    await fleet.goto(cable.through(team.link));
    await fleet.locator(cardOf(bakery)).waitFor();
    await project.goto(projectAddress(bakery));
    await untilLink([fleet, project], '[data-link=live]');
    const readSights = await watchCard(fleet, bakery);

    await fleet.locator(cardOf(bakery)).getByTestId('automate').click();
    await fleet.getByTestId('preflight-start').click();
    await waitUntil(async () => (await readCard(fleet, bakery)).completed >= 2, {
      withinMs: patienceMs,
      what: 'two tasks are shown as done',
    });
    const sightsBefore = (await readSights()).length;

    const position = async () => (await readPositions(pool, [bakery])).get(bakery) ?? 0;
    const atCut = await position();
    const cutAt = performance.now();
    cable.cut();
    await untilLink([fleet, project], ':not([data-link=live])');
    const seenAfterMs = performance.now() - cutAt;
    expect(seenAfterMs).toBeLessThan(cutIsSeenWithinMs);
    await sleep(cutMs - seenAfterMs);
    const missed = (await position()) - atCut;
    expect(missed).toBeGreaterThan(0);

    const mendedAt = performance.now();
    cable.mend();
    await untilLink([fleet, project], '[data-link=live]');
    const backAfterMs = performance.now() - mendedAt;
    console.log(
      `page: a cut was shown after ${seenAfterMs.toFixed(0)} ms, ${missed} events were missed, live again ${backAfterMs.toFixed(0)} ms after the line was mended`,
    );

    expect((await untilAtRest(pool, bakery, patienceMs)).status).toBe('completed');
    await Promise.all([
      fleet.locator(`${cardOf(bakery)}[data-status=completed]`).waitFor(),
      project.locator(`${projectPageOf(bakery)}[data-status=completed]`).waitFor(),
    ]);

    const sights = await readSights();
    const statuses = sights.map((sight) => sight.status).filter((status, index, all) => status !== all[index - 1]);
    expect(statuses.filter((status) => status !== 'initializing')).toEqual(['idle', 'running', 'completed']);
    const counts = sights.map((sight) => sight.completed);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect([counts[0], counts.at(-1)]).toEqual([0, 8]);
    // Each of the first tasks was shown when it landed, and not all at once.
    expect(new Set(counts.slice(0, sightsBefore)).size).toBeGreaterThanOrEqual(3);

    const detail = await findProjectDetail(pool, label, bakery);
    expect(await readCard(fleet, bakery)).toEqual({ status: detail?.execution?.status, ...detail?.totals });
    expect(await readTaskRows(project)).toEqual(Object.fromEntries(detail?.tasks.map((task) => [task.key, task.status]) ?? []));
    expect(await readLines(project)).toEqual(await writtenLines(bakery));
    await expectNoBarriers(fleet);
    await expectNoBarriers(project);
    await Promise.all([fleet.close(), project.close()]);
    expect(faults).toEqual([]);
  });

  test('a page that is opened afterwards shows the same lines', async () => {
    const page = await person.newPage();
    await page.goto(projectAddress(bakery));
    await page.getByTestId('log-line').first().waitFor();
    expect(await readLines(page)).toEqual(await writtenLines(bakery));
    await page.close();
  });

  test('from an address to the first landed task in three steps, within three minutes', async () => {
    const { pool } = team.engine;
    const example = { ...getExample(sailing), project: { id: 'first-light/tide-board', name: 'Tide board' } };
    const repository = await makeRemote(team.home, example);
    const page = await person.newPage();
    const begunAt = performance.now();
    await page.goto(cable.through(`${team.address}/projects/new`));
    await page.locator('[name=repositoryUrl]').fill(repository);
    await page.locator('[name=executor]').selectOption('replay');
    await page.locator('[name=recordings]').fill(example.recordingsPath);
    await page.getByTestId('look').click();
    for (const name of ['Repository', 'Task list', 'Checks', 'Agent', 'Sandbox'])
      await page.locator(`[data-testid=repository-check][data-name="${name}"][data-state=met]`).waitFor();
    await page.locator('[name=customer]').fill('First Light');
    await page.getByTestId('add').click();
    await page.getByTestId('preflight-start').click();
    await waitUntil(
      async () =>
        (await pool.query(`select 1 from engine.task where project_id = $1 and outcome = 'landed'`, [example.project.id])).rows.length > 0,
      { withinMs: 180_000, what: 'the first task has landed' },
    );
    expect(performance.now() - begunAt).toBeLessThan(180_000);
    await page.locator('[data-testid=task-row][data-status=completed]').first().waitFor();
    await page.close();
  }, 200_000);

  test('a question to a person stands on its project’s page in four parts, with the evidence', async () => {
    const { pool, label } = team.engine;
    const page = await person.newPage();
    await page.goto(projectAddress(couriers));
    await page.getByTestId('automate').click();
    await page.getByTestId('preflight-start').click();
    expect((await untilAtRest(pool, couriers, patienceMs)).status).toBe('waiting_for_human');
    await page.locator(`${projectPageOf(couriers)}[data-status=waiting_for_human]`).waitFor();

    const reason = (await findProjectDetail(pool, label, couriers))?.execution?.reason;
    if (!reason) throw new Error('The execution waits without a reason');
    expect(reason.code).toBe('check_failed');
    const card = page.locator(`[data-testid=failure-card][data-code=${reason.code}]`).first();
    const said = (text: string) => text.replaceAll('`', '');
    expect(await card.getByRole('heading').textContent()).toBe(said(reason.what));
    expect(await card.locator('[data-part=why] dd').textContent()).toBe(said(reason.why));
    expect(await card.locator('[data-part=tried] li').allTextContents()).toEqual(reason.tried.map(said));
    expect(reason.tried.length).toBeGreaterThan(0);
    expect(await card.locator('[data-part=next] dd').textContent()).toBe(said(reason.next));
    expect(await card.locator('[data-part=evidence] pre').textContent()).toBe(reason.evidence);
    for (const part of ['why', 'tried', 'next', 'evidence']) expect(await card.locator(`[data-part=${part}]`).isVisible()).toBe(true);

    expect(await readLines(page)).toEqual(await writtenLines(couriers));
    await expectNoBarriers(page);
    await page.goto(cable.through(`${team.address}/`));
    await page
      .locator(`${cardOf(couriers)}[data-status=waiting_for_human]`)
      .getByText(said(reason.what))
      .first()
      .waitFor();
    await expectNoBarriers(page);
    await page.close();
    expect(faults).toEqual([]);
  });

  test('nothing went wrong in the server meanwhile', () => expect(team.said).toEqual([]));

  /** Each output line of a project's log in the database, in order. */
  async function writtenLines(projectId: string): Promise<{ seq: number; text: string }[]> {
    const events = await readWholeLog(team.engine.pool, projectId);
    const lines = events.flatMap(({ payload, seq, type }) =>
      type === 'execution-log' ? payload.lines.map((text) => ({ seq, text })) : [],
    );
    if (lines.length < 30) throw new Error(`${projectId} has only ${lines.length} lines`);
    return lines;
  }
});

const readLines = async (page: Page) => (await readShownLog(page)).filter((row) => row.text !== null);

const untilLink = (pages: Page[], state: string) =>
  Promise.all(pages.map((page) => page.locator(`[data-testid=link-state]${state}`).waitFor()));

async function expectNoBarriers(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await findBarriers(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect({ light, dark: await findBarriers(page) }).toEqual({ light: [], dark: [] });
  await page.emulateMedia({ colorScheme: null });
}
