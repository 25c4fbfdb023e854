import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from './support/browser.ts';
import { findBarriers } from './support/page-axe.ts';
import { findCutText } from './support/page-cut-text.ts';
import { type ScratchDirectory, makeScratchDirectory } from './support/scratch-directory.ts';

/** `DEVTEAM_WRITE_SCREENS=1` renews the pictures of the documents; without it the same are taken, and thrown away. */
const writes = process.env['DEVTEAM_WRITE_SCREENS'] === '1';
const root = join(import.meta.dirname, '..');
const mostBytes = 300_000;

/** A host's page with rules of its own for bare elements, as careless as they come. */
const page = (
  script: string,
  style: string,
) => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A host</title><style>${style}</style><style>
  body { margin: 0; padding: 24px; font-family: Inter, system-ui, sans-serif; background: #f6f7f9; color: #171a21 }
  [data-theme=dark] body { background: #0d1015; color: #e7eaf0 }
  main { max-width: 1100px; margin: 0 auto; display: grid; gap: 28px }
  h1 { font-size: 13px; font-weight: 500; color: #59616e; margin: 0 0 10px } [data-theme=dark] h1 { color: #99a3b2 }
  .row { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; padding: 10px 0; border-bottom: 1px solid #8b94a355 }
  .row > :first-child { flex: 1 1 200px } .group { display: flex; gap: 8px } .timer { background: #004967; color: #fff; padding: 4px 12px; font-size: 13px }
  button { border-radius: 8px; border: 1px solid transparent; font-weight: 500; text-transform: uppercase } h2 { text-transform: uppercase; letter-spacing: 3px; color: #900 }
  p { margin: 2em 0; text-align: right } ul { padding-left: 60px; list-style: square } input, select, textarea { border: 5px dotted red; width: 40px } svg { width: 60px } label { float: right }
</style><main></main><script>${script.replaceAll('</script', '<\\/script')}</script></html>`;

describe.skipIf(!hasChromium)('what the embedded components look like', () => {
  let browser: Browser;
  let scratch: ScratchDirectory;
  let folder: string;
  let html: string;
  const faults: string[] = [];

  beforeAll(async () => {
    scratch = await makeScratchDirectory('embed-look');
    folder = writes ? join(root, 'docs/screens') : scratch.path;
    await mkdir(folder, { recursive: true });
    const bundled = await rolldown({ input: join(root, 'packages/redux/dev/gallery.ts'), platform: 'browser', logLevel: 'silent' });
    const { output } = await bundled.generate({ format: 'iife' });
    await bundled.close();
    html = join(scratch.path, 'gallery.html');
    await writeFile(html, page(output[0].code, await readFile(join(root, 'packages/redux/src/style.css'), 'utf8')));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await scratch?.remove();
  });

  const open = async (hash: string, width: number, height = 900): Promise<Page> => {
    const opened = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    opened.on('pageerror', (error) => faults.push(error.message));
    await opened.goto(`file://${html}#${hash}`);
    await opened.locator('.devteam').first().waitFor();
    return opened;
  };

  test.each([
    ['embed-light', 'theme=light', 1180],
    ['embed-phone-dark', 'theme=dark', 360],
    // For people only: each theme and each width is among those above.
    ...(writes
      ? ([
          ['embed-dark', 'theme=dark', 1180],
          ['embed-phone-light', 'theme=light', 360],
        ] as const)
      : []),
  ] as const)('%s: all of them, readable, reachable and nothing cut', async (name, hash, width) => {
    const opened = await open(hash, width);
    expect(await findBarriers(opened)).toEqual([]);
    expect(await findCutText(opened)).toEqual([]);
    expect(await opened.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    const file = join(folder, `${name}.png`);
    await opened.screenshot({ path: file, fullPage: true });
    expect((await stat(file)).size).toBeLessThan(mostBytes);
    await opened.close();
  });

  test.each([
    ['embed-injection-light', 'show=injection&theme=light', 900, 'Inject Task'],
    ['embed-injection-phone-dark', 'show=injection&theme=dark', 360, 'Inject Task'],
    ['embed-prerequisites-light', 'show=prerequisites&theme=light', 900, null],
    ['embed-details-dark', 'show=dashboard&theme=dark', 900, 'Details of Dispatch desk'],
  ])('%s', async (name, hash, width, opener) => {
    const opened = await open(hash, width, 820);
    if (opener !== null) await opened.getByRole('button', { name: opener }).click();
    await opened.getByRole('dialog').waitFor();
    expect(await findBarriers(opened)).toEqual([]);
    const file = join(folder, `${name}.png`);
    await opened.screenshot({ path: file });
    expect((await stat(file)).size).toBeLessThan(mostBytes);
    await opened.close();
  });

  test('a form is filled by keyboard alone; Escape closes it and gives the focus back', async () => {
    const opened = await open('show=injection&theme=light', 900);
    await opened.keyboard.press('Tab');
    await opened.keyboard.press('ArrowUp');
    expect(await opened.locator('input:checked').getAttribute('value')).toBe('replace');
    await opened.keyboard.press('Tab');
    await opened.keyboard.press('Enter');
    await opened.getByRole('dialog', { name: 'Replace Current Task' }).waitFor();
    await opened.keyboard.press('Escape');
    await opened.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await opened.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Inject Task');
    await opened.close();
  });

  test('nothing was thrown', () => {
    expect(faults).toEqual([]);
  });
});
