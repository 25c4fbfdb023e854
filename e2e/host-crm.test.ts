import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCrm } from '../examples/host-crm/server/crm-server.mjs';
import { hasChromium, launchChromium } from './support/browser.ts';
import { untilAtRest } from './support/executions.ts';
import { type HostApp, hasRegistry, installHostApp } from './support/host-app.ts';
import { type PageTeam, getExample, startPageTeam } from './support/page-team.ts';
import { type ScratchDirectory, makeScratchDirectory } from './support/scratch-directory.ts';

/** `DEVTEAM_WRITE_SCREENS=1` renews the picture of the documents. */
const writes = process.env['DEVTEAM_WRITE_SCREENS'] === '1';

const bakery = 'hallmann-bakery/order-desk';
const patienceMs = 60_000;
/** Slow enough for a person to see it run. */
const speed = 3;
const mostBytes = 20_000;

/** The embedded package in an application of somebody else, with that application's React, bundler and tests. */
describe.skipIf(!hasRegistry)('the host application', () => {
  let scratch: ScratchDirectory;
  let app: HostApp;

  beforeAll(async () => {
    scratch = await makeScratchDirectory('host-crm');
    const began = performance.now();
    app = await installHostApp(scratch.path);
    console.log(`host: package built, packed and installed after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  });
  afterAll(() => scratch?.remove());

  test('has the package as strangers get it: no dependency, no module of this house, nothing that a bundler or Jest stumbles over', async () => {
    const installed = join(app.home, 'node_modules/@devteam/redux');
    expect((await readdir(installed)).toSorted()).toEqual(['LICENSE', 'README.md', 'cjs', 'esm', 'package.json', 'style.css']);
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Record<string, object>;
    expect(Object.keys(manifest['dependencies'] ?? {})).toEqual([]);
    expect(Object.keys(manifest['peerDependencies'] ?? {})).toEqual(['@reduxjs/toolkit', 'react', 'react-dom', 'react-redux']);
    expect(manifest['sideEffects']).toEqual(['**/*.css']);
    for (const kind of ['esm', 'cjs']) {
      const code = await readFile(join(installed, kind, 'index.js'), 'utf8');
      expect(code).not.toMatch(/import\.meta|\bprocess\.|node:|^(?:await|configureStore)|new Worker|@devteam\/api/m);
    }
  });

  test('the example of the README prints what it says', async () => {
    const readme = await readFile(join(app.home, 'node_modules/@devteam/redux/README.md'), 'utf8');
    const [, code = '', printed = ''] = /^```js\n(import [^]*?)^```\n\n```text\n([^]*?)^```/m.exec(readme) ?? [];
    await writeFile(join(app.home, 'example.mjs'), code);
    expect(await app.runFile('example.mjs')).toBe(printed);
  });

  test('its own tests pass, in CommonJS and React 18', async () => {
    const printed = await app.run('jest/bin/jest.js', ['--ci']);
    console.log(`host: ${/^Tests:.*$/m.exec(printed)?.[0]}, ${/^Time:.*$/m.exec(printed)?.[0]}`);
    expect(printed).toMatch(/Tests: +7 passed, 7 total/);
  });

  test(`the package is under ${mostBytes / 1000} kB, compressed, without its peers`, async () => {
    const bundled = await rolldown({ input: join(app.published, 'esm/index.js'), external: /^(?:@reduxjs|react)/, platform: 'browser' });
    const { output } = await bundled.generate({ format: 'esm', minify: true });
    await bundled.close();
    const sizes = [output[0].code, await readFile(join(app.published, 'style.css'), 'utf8')].map(
      (text) => gzipSync(text, { level: 9 }).length,
    );
    console.log(`host: the package has ${sizes[0]} bytes of code and ${sizes[1]} of style, compressed`);
    expect((sizes[0] ?? 0) + (sizes[1] ?? 0)).toBeLessThan(mostBytes);
  });

  test('is built into one file, with the package and its style in it', async () => {
    await app.run('vite/bin/vite.js', ['build', '--logLevel', 'warn']);
    expect(await readdir(join(app.home, 'dist'))).toEqual(['index.html']);
    const html = await readFile(join(app.home, 'dist/index.html'), 'utf8');
    expect(html).toContain('Automate Project');
    expect(html).toContain('.devteam.dt-button');
  });

  describe.skipIf(!hasChromium)('in Chromium, against a real server', () => {
    let team: PageTeam;
    let browser: Browser;
    let crm: Awaited<ReturnType<typeof startCrm>>;
    let page: Page;
    const said: string[] = [];

    beforeAll(async () => {
      // Built for development: React's strict mode and the checks of the toolkit are in it, and speak on the console.
      const built = app.run('vite/bin/vite.js', ['build', '--mode', 'development', '--outDir', 'dist-dev', '--logLevel', 'warn'], {
        NODE_ENV: 'development',
      });
      [team, browser] = await Promise.all([startPageTeam('host-crm'), launchChromium(), built]);
      await team.add(getExample(bakery), speed);
      const token = new URL(team.link).hash.replace('#token=', '');
      crm = await startCrm({ page: join(app.home, 'dist-dev/index.html'), devTeamUrl: team.address, token, port: 0 });
      page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
      page.setDefaultTimeout(patienceMs);
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
      });
      page.on('pageerror', (error) => said.push(error.message));
    }, 180_000);
    afterAll(async () => {
      await browser?.close();
      await crm?.close();
      await team?.close();
    });

    test('a click on «Automate Project» in the row of a task leads to a live run, to its end', async () => {
      await page.goto(crm.address);
      const buttons = page.getByRole('button', { name: 'Automate Project' });
      await buttons.first().waitFor();
      expect(await buttons.count()).toBe(2);
      const besides = await buttons
        .first()
        .evaluate((button) => [...(button.parentElement?.children ?? [])].map((each) => each.textContent));
      expect(besides).toEqual(['Start Timer', 'Automate Project']);

      await buttons.first().click();
      await page.getByRole('button', { name: 'Automating...' }).nth(1).waitFor();
      expect(await page.getByRole('button', { name: 'Automating...' }).first().isDisabled()).toBe(true);
      const status = page.locator('.dt-status');
      await status.locator('[data-node=codeExecution]').waitFor();
      await status.getByText(/^[1-7] of 8 tasks$/).waitFor();
      await page.screenshot({ path: join(writes ? join(import.meta.dirname, '../docs/screens') : scratch.path, 'embed-in-crm.png') });
      await page.getByRole('button', { name: 'DevTeam' }).click();
      await page.locator(`.dt-card[data-project="${bakery}"][data-status=running]`).waitFor();
      await page.getByText('Live', { exact: true }).waitFor();

      expect((await untilAtRest(team.engine.pool, bakery, patienceMs)).status).toBe('completed');
      await page.locator(`.dt-card[data-project="${bakery}"][data-status=completed]`).waitFor();
      expect(await page.locator('.dt-card').textContent()).toContain('8 of 8 tasks');
      await page.getByTestId('snack-bar').getByText('Hallmann Bakery · Order desk is completed').waitFor();
      expect(said).toEqual([]);
    });

    test('what is not ours looks the same with our style and without it', async () => {
      await page.getByRole('button', { name: 'Tasks' }).click();
      await page.locator('.dt-status').waitFor();
      const style = await readFile(join(app.published, 'style.css'), 'utf8');
      const { changed, compared, removed, rules } = await page.evaluate((style) => {
        const looks = () =>
          [...document.querySelectorAll('*')]
            .filter((element) => element.closest('.devteam, head') === null)
            .map((element) => {
              const computed = getComputedStyle(element);
              return [...computed]
                .map((name) => `${name}: ${computed.getPropertyValue(name)}`)
                .filter((line) => !/^(?:height|block-size|(?:-webkit-)?perspective-origin|transform-origin|width|inline-size)/.test(line));
            });
        const before = looks();
        const own = new CSSStyleSheet();
        own.replaceSync(style);
        const ours = new Set([...own.cssRules].map((rule) => rule.cssText));
        let removed = 0;
        for (const sheet of document.styleSheets)
          for (let at = sheet.cssRules.length - 1; at >= 0; at -= 1) {
            if (!ours.has(sheet.cssRules[at]?.cssText ?? '')) continue;
            sheet.deleteRule(at);
            removed += 1;
          }
        const after = looks();
        const changed = before.flatMap((lines, index) => lines.filter((line, at) => line !== after[index]?.[at]));
        return { changed, compared: before.length, removed, rules: own.cssRules.length };
      }, style);
      expect(compared).toBeGreaterThan(20);
      // The bundler writes some rules in another way, but it has not lost them.
      expect(removed).toBeGreaterThan(rules * 0.8);
      expect(changed).toEqual([]);
    });
  });
});
