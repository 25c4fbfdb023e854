import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadExamples } from '../examples/examples.ts';
import { hasChromium, launchChromium } from './support/browser.ts';
import { untilAtRest } from './support/executions.ts';
import { type Disagreements, watchFleet, watchProject } from './support/page-disagreements.ts';
import { type PageTeam, startPageTeam } from './support/page-team.ts';

const followed = 'harbor-museum/exhibition-site';
/** A minute; with 0.2 it is five. */
const speed = Number(process.env['DEVTEAM_AGREEMENT_SPEED'] ?? '1');

describe.skipIf(!hasChromium)('list, card, detail and title', () => {
  let team: PageTeam;
  let browser: Browser;
  beforeAll(async () => {
    [team, browser] = await Promise.all([startPageTeam('agreement'), launchChromium()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await team?.close();
  });

  test('agree on every frame, from five starts to five ends', async () => {
    const examples = loadExamples();
    for (const example of examples) await team.add(example, speed);
    const [fleet, project] = await Promise.all([open('/'), open(`/projects/${encodeURIComponent(followed)}`)]);
    const ofFleet = await watchFleet(fleet);
    const ofProject = await watchProject(project);
    for (const { project: each, stopAfter } of examples) await team.engine.automate(each.id, stopAfter ? { stopAfter: [stopAfter] } : {});
    const ends = await Promise.all(examples.map(({ project: each }) => untilAtRest(team.engine.pool, each.id)));
    await project.locator('[data-testid=project-page][data-status=completed]').waitFor();
    for (const [index, { project: each }] of examples.entries())
      await fleet.locator(`[data-testid=project-card][data-project-id="${each.id}"][data-status=${ends[index]?.status}]`).waitFor();

    for (const seen of [await ofFleet(), await ofProject()] satisfies Disagreements[]) {
      expect(seen.disagreements).toEqual([]);
      // Whoever was not drawn was not looked at.
      expect(seen.frames).toBeGreaterThan(200);
      expect(seen.sights).toBeGreaterThan(10);
    }
    const title = `${ends.filter(({ status }) => status === 'waiting_for_human').length} needs you · DevTeam`;
    expect(await fleet.title()).toBe(title);
  }, 900_000);

  async function open(path: string): Promise<Page> {
    // A window of its own each: a tab in the background draws nothing.
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`${team.address}${path}${new URL(team.link).hash}`);
    await page.locator('[data-testid=project-card], [data-testid=project-page]').first().waitFor();
    return page;
  }
});
