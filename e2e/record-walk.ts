/**
 * A walk through the page as an animated picture for the README: five customers are automated, one is followed, a task is injected into it, and the
 * question of another is answered. Everything in it is real; it lasts as long as it lasts.
 *
 * npm run record-walk      needs Chromium and `img2webp` (package webp)
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { loadExamples } from '../examples/examples.ts';
import { launchChromium } from './support/browser.ts';
import { takePicture } from './support/page-picture.ts';
import { startPageTeam } from './support/page-team.ts';

const picture = join(import.meta.dirname, '../docs/screens/walk.webp');
const view = { width: 1200, height: 750 };
const frameMs = 500;
const followedCustomer = 'harbor-museum';

const team = await startPageTeam('walk');
const browser = await launchChromium();
try {
  const examples = loadExamples();
  for (const example of examples) await team.add(example, 3);
  const project = examples.find(({ project: { id } }) => id.startsWith(followedCustomer))?.project.id ?? '';
  const page = await (await browser.newContext({ viewport: view })).newPage();
  await page.goto(team.link);
  await page
    .getByTestId('project-card')
    .nth(examples.length - 1)
    .waitFor();
  const frames = join(team.scratch, 'frames');
  await mkdir(frames);
  const recording = record(page, frames);
  await walk(page, project);
  const count = await recording.end();
  const names = Array.from({ length: count }, (_, index) => join(frames, `${String(index).padStart(4, '0')}.webp`));
  await promisify(execFile)('img2webp', ['-loop', '0', '-lossy', '-q', '55', '-m', '4', '-d', String(frameMs), ...names, '-o', picture]);
  console.log(`${count} frames, ${(count * frameMs) / 1000} s: ${picture}`);
} finally {
  await browser.close();
  await team.close();
}

async function walk(page: Page, followedId: string): Promise<void> {
  await sleep(2000);
  for (const { project, stopAfter } of loadExamples()) await team.engine.automate(project.id, stopAfter ? { stopAfter: [stopAfter] } : {});
  await sleep(7000);
  await page.locator(`[data-testid=project-card][data-project-id="${followedId}"] a`).first().click();
  await sleep(6000);
  await page.getByTestId('view-graph').click();
  await sleep(4000);
  await page.getByTestId('view-timeline').click();
  await sleep(4000);
  await page.getByTestId('view-log').click();
  await page.getByTestId('inject').click();
  const sheet = page.getByTestId('injection-sheet');
  await sheet.locator('label', { hasText: 'At a place' }).click();
  await sheet.locator('[name=title]').pressSequentially('Show the opening hours', { delay: 40 });
  await sheet.locator('[name=target]').selectOption({ index: 1 });
  await sheet.locator('[name=reason]').pressSequentially('Visitors ask for them', { delay: 40 });
  await sleep(4000);
  await page.keyboard.press('Escape');
  await sleep(1500);
  await page.getByRole('link', { name: 'DevTeam, all projects' }).click();
  await page.locator('[data-testid=project-card][data-status=waiting_for_human]').first().waitFor({ timeout: 120_000 });
  await sleep(4000);
  await page.getByTestId('nav-reviews').click();
  await sleep(4000);
  await page.getByTestId('choose-skip').click();
  await page.getByTestId('decision').getByRole('textbox').pressSequentially('The contract goes first.', { delay: 40 });
  await sleep(1500);
  await page.getByTestId('confirm-answer').click();
  await sleep(3000);
  await page.getByRole('link', { name: 'DevTeam, all projects' }).click();
  await sleep(6000);
}

function record(page: Page, folder: string): { end(): Promise<number> } {
  const over = new AbortController();
  const whole = (async () => {
    let count = 0;
    for (let due = performance.now(); !over.signal.aborted; due += frameMs) {
      await writeFile(join(folder, `${String(count).padStart(4, '0')}.webp`), await takePicture(page));
      count += 1;
      await sleep(Math.max(0, due + frameMs - performance.now()));
    }
    return count;
  })();
  return {
    end: () => {
      over.abort();
      return whole;
    },
  };
}
