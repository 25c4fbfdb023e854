import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** The part of axe-core that is used; it is loaded in the browser. */
interface Axe {
  run(context: Document, options: { runOnly: { type: 'tag'; values: string[] } }): Promise<{ violations: Violation[]; passes: unknown[] }>;
}
interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** Everything in which a page misses WCAG 2.2 AA, as far as a program can see it, in words. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Colors on their way to others are not what anybody reads. What turns for ever never ends.
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const moving = document.getAnimations().filter((each) => Number.isFinite(each.effect?.getComputedTiming().endTime));
    await Promise.allSettled(moving.map((each) => each.finished));
  });
  // Through the debugger, since the page's policy forbids foreign scripts.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { passed, violations } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: Axe };
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { passes, violations } = await axe.run(document, { runOnly: { type: 'tag', values } });
    return { violations, passed: passes.length };
  });
  if (passed < 10) return [`only ${passed} rules found anything to look at: the page is empty`];
  return violations.flatMap(({ id, nodes }) => nodes.map(({ failureSummary, html }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`));
}
