import { join } from 'node:path';
import { findProject } from '@devteam/engine/store';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from './support/browser.ts';
import { untilAtRest } from './support/executions.ts';
import { git } from './support/git.ts';
import { type PageTeam, startPageTeam } from './support/page-team.ts';
import { creates, replaces } from './support/patch-text.ts';
import { type SmallAttempt, type SmallProject, makeSmallProject, writeRecordings } from './support/small-project.ts';

const list = '# Garden\n\n- [ ] 1.1 Sow the radishes\n- [ ] 1.2 Water the beds\n- [ ] 1.3 Mend the fence\n';
const done = (name: string, delaySeconds = 0): SmallAttempt[] => [{ patch: creates(`${name}.txt`, `${name}\n`), delaySeconds }];
const broken: SmallAttempt[] = [{ patch: creates('radishes.txt', 'BROKEN\n') }];
/** What stands still as long as the test needs it. */
const untilDisturbed = 3600;

/** What people come to the page for, from the first click to what then stands in the repository. */
describe.skipIf(!hasChromium)('journeys', () => {
  let team: PageTeam;
  let browser: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    [team, browser] = await Promise.all([startPageTeam('journeys'), launchChromium()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await team?.close();
  });

  test('from an empty installation to the first task that has landed, by the page alone', async () => {
    const checks = 'version: 1\nchecks:\n  - name: whole\n    command: "! grep -rl BROKEN --include=*.txt ."\n';
    const small = await makeSmallProject({
      directory: join(team.scratch, 'small'),
      id: 'newcomer',
      files: { 'task_lists.md': list, '.devteam.yml': checks },
      recordings: { '1.1': done('radishes'), '1.2': done('beds'), '1.3': done('fence') },
    });
    const page = await newPage({ width: 1440, height: 900 });
    await page.goto(`${team.address}/${new URL(team.link).hash}`);
    const began = performance.now();
    await page
      .getByTestId('fleet-empty')
      .getByRole('link', { name: /project/i })
      .first()
      .click();
    await page.locator('[name=repositoryUrl]').fill(small.remote);
    await page.locator('[name=executor]').selectOption('replay');
    await page.locator('[name=recordings]').fill(small.recordings);
    await page.getByTestId('look').click();
    await page.getByTestId('repository-checks').waitFor();
    await page.locator('[name=customer]').fill('Garden');
    await page.locator('[name=name]').fill('First beds');
    await page.getByTestId('add').click();
    await confirmPreflight(page, () => page.getByTestId('preflight-start').click());
    await page.locator('[data-testid=task-row][data-task-key="1.1"][data-status=completed]').waitFor();
    // Three minutes are for a person who reads; the program may take little of them.
    expect(performance.now() - began).toBeLessThan(90_000);
    await page.locator('[data-testid=project-page][data-status=completed]').waitFor();
    expect(await landedOf(small)).toEqual(['1.1', '1.2', '1.3']);
    await page.context().close();
  });

  test('an error is mended while nobody does anything, and the page tells what was found by which evidence', async () => {
    const small = await plant('garden/mended', {
      '1.1': broken,
      '1.0a': [{ patch: replaces('radishes.txt', 'BROKEN\n', 'radishes\n') }],
      '1.2': done('beds'),
      '1.3': done('fence'),
    });
    const page = await open(small);
    await automate(page);
    await page.locator('[data-testid=project-page][data-status=completed]').waitFor();
    await page.getByTestId('view-resolutions').click();
    const report = page.getByTestId('resolution').first();
    await report.getByText('Resolved', { exact: true }).waitFor();
    expect(await report.getByTestId('hypothesis').count()).toBeGreaterThan(0);
    expect(await report.getByTestId('quote').allInnerTexts()).not.toEqual([]);
    expect(await landedOf(small)).toEqual(['1.0a 1.1', '1.2', '1.3']);
    await page.context().close();
  });

  test('a question is answered on a phone, and the execution goes on from there', async () => {
    const small = await plant('garden/asked', { '1.1': broken, '1.2': done('beds'), '1.3': done('fence') }, { investigate: false });
    await team.engine.automate(small.project.id);
    expect((await untilAtRest(team.engine.pool, small.project.id)).status).toBe('waiting_for_human');
    const page = await newPage({ width: 390, height: 844 });
    await page.goto(`${team.address}/${new URL(team.link).hash}`);
    await page.getByTestId('nav-reviews').click();
    await page.getByTestId('review-row').first().click();
    await page.getByTestId('choose-skip').click();
    await page.getByTestId('decision').getByRole('textbox').fill('The radishes can wait for spring.');
    await page.getByTestId('confirm-answer').click();
    await page.getByTestId('review-answered').waitFor();
    expect((await untilAtRest(team.engine.pool, small.project.id)).status).toBe('completed');
    expect(await landedOf(small)).toEqual(['1.2', '1.3']);
    expect(await git(small.remote, 'show', `${small.branch}:task_lists.md`)).toContain('The radishes can wait for spring.');
    await page.context().close();
  });

  test('a task is injected while another runs: it runs first, and the interrupted one after it', async () => {
    const small = await plant('garden/interrupted', { '1.1': done('radishes', untilDisturbed), '1.2': done('beds'), '1.3': done('fence') });
    const page = await open(small);
    await automate(page);
    await page.locator('[data-testid=task-row][data-task-key="1.1"][data-status=active]').waitFor();
    await page.getByTestId('inject').click();
    const sheet = page.getByTestId('injection-sheet');
    await sheet.locator('[name=title]').fill('Chase the deer away');
    await sheet.locator('[name=reason]').fill('They eat the radishes.');
    await sheet.getByTestId('injection-preview').getByText('Chase the deer away').first().waitFor();
    // What the new one leaves, and what the old one does the second time.
    await writeRecordings(small.recordings, { '1.0a': done('deer'), '1.1': done('radishes') });
    await sheet.getByTestId('inject-send').click();
    await sheet.waitFor({ state: 'hidden' });
    await page.locator('[data-testid=project-page][data-status=completed]').waitFor();
    expect(await landedOf(small)).toEqual(['1.0a', '1.1', '1.2', '1.3']);
    await page.context().close();
  });

  test('a stop point that is set while it runs holds it after that task; resumed, it comes to its end', async () => {
    const small = await plant('garden/stopped', { '1.1': done('radishes', 6), '1.2': done('beds'), '1.3': done('fence') });
    const page = await open(small);
    await automate(page);
    await page.locator('[data-testid=task-row][data-task-key="1.1"][data-status=active]').waitFor();
    await page.locator('[data-testid=task-row][data-task-key="1.2"] [data-testid=open-task]').click();
    await page.getByTestId('stop-after').click();
    await page.keyboard.press('Escape');
    await page.locator('[data-testid=project-page][data-status=stopped]').waitFor();
    expect(await landedOf(small)).toEqual(['1.1', '1.2']);
    await automate(page);
    await page.locator('[data-testid=project-page][data-status=completed]').waitFor();
    expect(await landedOf(small)).toEqual(['1.1', '1.2', '1.3']);
    await page.context().close();
  });

  test('by keys alone: found, started, paused, resumed, and a word found in the log', async () => {
    const small = await plant('garden/keys', {
      '1.1': [{ patch: creates('radishes.txt', 'radishes\n'), delaySeconds: 4, stdout: 'the needle in the hay\n' }],
      '1.2': done('beds', 4),
      '1.3': done('fence'),
    });
    const page = await newPage({ width: 1440, height: 900 });
    await page.goto(`${team.address}/${new URL(team.link).hash}`);
    await page.getByTestId('project-card').first().waitFor();
    await page.keyboard.press('Control+k');
    const find = page.getByRole('dialog', { name: 'Find' });
    await find.locator('input:focus').waitFor();
    await page.keyboard.type(small.project.name);
    await find.getByText(small.project.name, { exact: true }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`[data-testid=project-page][data-project-id="${small.project.id}"]`).waitFor();
    await page.keyboard.press('Shift+A');
    await confirmPreflight(page, () => page.keyboard.press('Enter'));
    await page.locator('[data-testid=task-row][data-task-key="1.1"][data-status=active]').waitFor();
    await page.keyboard.press('p');
    await page.getByTestId('resume').waitFor();
    await page.keyboard.press('p');
    await page.locator('[data-testid=project-page][data-status=completed]').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('needle');
    await page.getByTestId('log-hit').filter({ hasText: 'the needle in the hay' }).waitFor();
    expect(await landedOf(small)).toEqual(['1.1', '1.2', '1.3']);
    await page.context().close();
  });

  test('two people edit the same setting at once: who is later sees both values and decides, and nothing is overwritten unseen', async () => {
    const small = await plant('garden/shared', { '1.1': done('radishes') });
    const settings = `${team.address}/projects/${encodeURIComponent(small.project.id)}/settings${new URL(team.link).hash}`;
    const [first, second] = await Promise.all([newPage({ width: 1440, height: 900 }), newPage({ width: 1440, height: 900 })]);
    for (const page of [first, second]) {
      await page.goto(settings);
      await page.getByTestId('setting-checks').waitFor();
    }
    const nameOf = (page: Page) => page.getByTestId('setting-name');
    await nameOf(first).fill('Beds in the north');
    await first.getByTestId('save-settings').click();
    await first.getByTestId('save-bar').waitFor({ state: 'hidden' });
    await nameOf(second).fill('Beds in the south');
    await second.getByTestId('save-settings').click();
    const row = second.getByTestId('conflict-row');
    await row.waitFor();
    expect(await row.innerText()).toContain('Beds in the north');
    expect(await row.innerText()).toContain('Beds in the south');
    const stored = async () => (await findProject(team.engine.pool, small.project.id))?.name;
    expect(await stored(), 'nothing is overwritten unseen').toBe('Beds in the north');
    await second.getByTestId('save-settings').click();
    await second.getByTestId('save-bar').waitFor({ state: 'hidden' });
    expect(await stored(), 'who has seen both may decide').toBe('Beds in the south');
    for (const page of [first, second]) await page.context().close();
  });

  test('nothing went wrong in the page or in the server meanwhile', () =>
    // What an interrupted task still says is dropped, and that is said.
    expect([...faults, ...team.said.filter((words) => !words.includes('its outcome here is dropped'))]).toEqual([]));

  async function plant(
    id: string,
    recordings: Record<string, SmallAttempt[]>,
    settings: { investigate?: boolean } = {},
  ): Promise<SmallProject> {
    const small = await makeSmallProject({
      directory: join(team.scratch, 'small'),
      id,
      files: { 'task_lists.md': list },
      recordings,
      settings: { investigate: true, maxAttempts: 1, speed: 1, ...settings },
    });
    const name = id.replace('garden/', 'Garden, ');
    const project = { ...small.project, name, customer: { id: 'garden', name: 'Garden' } };
    await team.engine.saveProject(project);
    return { ...small, project };
  }

  async function newPage(viewport: { width: number; height: number }): Promise<Page> {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    context.setDefaultTimeout(60_000);
    context.on('weberror', (error) => faults.push(error.error().message));
    return await context.newPage();
  }

  async function open(small: SmallProject): Promise<Page> {
    const page = await newPage({ width: 1440, height: 900 });
    await page.goto(`${team.address}/projects/${encodeURIComponent(small.project.id)}${new URL(team.link).hash}`);
    await page.getByTestId('automate').waitFor();
    return page;
  }

  async function automate(page: Page): Promise<void> {
    await page.getByTestId('automate').click();
    await confirmPreflight(page, () => page.getByTestId('preflight-start').click());
  }

  const landedOf = async (small: SmallProject): Promise<string[]> => {
    const format = '--format=%(trailers:key=DevTeam-Task,valueonly,separator=%x20)';
    const said = await git(small.remote, 'log', '--reverse', format, `${small.firstCommit}..${small.branch}`);
    return said.split('\n').filter((keys) => keys !== '');
  };
});

async function confirmPreflight(page: Page, confirm: () => Promise<void>): Promise<void> {
  await page.locator('[data-testid=preflight-start]:enabled').waitFor();
  await confirm();
  await page.getByTestId('preflight').waitFor({ state: 'hidden' });
}
