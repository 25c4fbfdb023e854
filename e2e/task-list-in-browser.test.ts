import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { applyEdits, completeTask, findNextTask, inject, parse, render, template } from '@devteam/task-list';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from './support/browser.ts';

const root = new URL('../', import.meta.url);
const fixtures = ['003.md', '006.md', '010.md', '017.md', '018.md', '025.md', '026.md', '027.md'];

/** The library under the package and what it needs itself, by name, as a browser has to be told. */
const modules = ['@lezer/markdown', '@lezer/common', '@lezer/highlight'];
const imports = Object.fromEntries(modules.map((name) => [name, `/node_modules/${name}/dist/index.js`]));
const page = `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`;

/** What the browser is asked to do, and Node beside it: everything that reads or writes a list, without a word about either of them. */
const work = `async (bytes) => {
  const { parse, render, findNextTask, completeTask, inject, applyEdits } = await import('/packages/task-list/src/index.ts');
  const file = Uint8Array.from(bytes);
  const list = parse(file);
  const next = findNextTask(list);
  if (!next) return { list: render(list), completed: [], injected: [] };
  const completed = applyEdits(file, completeTask(list, next.key, { at: '2026-11-22T10:31:00Z', summary: 'Did it', actualDuration: 12 }));
  const injected = applyEdits(file, inject(list, { place: { type: 'positional', after: next.key }, task: { title: 'One more' }, at: '2026-11-22T10:31:00Z' }).edits);
  return { list: render(list), completed: Array.from(completed), injected: Array.from(injected) };
}`;

function inNode(bytes: Uint8Array): unknown {
  const list = parse(bytes);
  const next = findNextTask(list);
  if (!next) return { list: render(list), completed: [], injected: [] };
  const completed = applyEdits(bytes, completeTask(list, next.key, { at: '2026-11-22T10:31:00Z', summary: 'Did it', actualDuration: 12 }));
  const injected = applyEdits(
    bytes,
    inject(list, { place: { type: 'positional', after: next.key }, task: { title: 'One more' }, at: '2026-11-22T10:31:00Z' }).edits,
  );
  return { list: render(list), completed: Array.from(completed), injected: Array.from(injected) };
}

/** Gives out the sources as they are, without their types; nothing is bundled and nothing of Node is put in their place. */
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/') return void response.setHeader('content-type', 'text/html').end(page);
  const isOurs = path.startsWith('/packages/task-list/src/') || modules.some((name) => path.startsWith(`/node_modules/${name}/`));
  if (!isOurs) return void response.writeHead(404).end();
  const source = readFileSync(fileURLToPath(new URL(`.${path}`, root)), 'utf8');
  response.setHeader('content-type', 'text/javascript').end(path.endsWith('.ts') ? stripTypeScriptTypes(source) : source);
});

describe.skipIf(!hasChromium)('the task list in Chromium', () => {
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  test('reads and writes as it does in Node, byte for byte', async () => {
    const tab = await browser.newPage();
    const faults: string[] = [];
    tab.on('pageerror', (error) => faults.push(error.message));
    await tab.goto(address);
    expect(await tab.evaluate('[typeof Buffer, typeof process, typeof require]')).toEqual(['undefined', 'undefined', 'undefined']);
    const files = [
      template({ title: 'Shop' }),
      ...fixtures.map((name) => new Uint8Array(readFileSync(new URL(`packages/task-list/fixtures/${name}`, root)))),
    ];
    for (const bytes of files) {
      const result: unknown = await tab.evaluate(`(${work})(${JSON.stringify(Array.from(bytes))})`);
      expect(result).toEqual(JSON.parse(JSON.stringify(inNode(bytes))));
    }
    expect(faults).toEqual([]);
  });
});
