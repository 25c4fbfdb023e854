import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPackage } from '../tooling/build-package.ts';
import { hasChromium, launchChromium } from './support/browser.ts';

const root = resolve(import.meta.dirname, '..');

/** What a stranger gets who installs `@devteam/task-list`: packed, installed into an empty folder without a network, and used. */
describe('the package @devteam/task-list', () => {
  let folder: string;
  let home: string;
  const run = (file: string, ...args: string[]): string =>
    execFileSync(file, args, {
      cwd: home,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, npm_config_cache: join(folder, 'cache') },
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'devteam-published-'));
    home = join(folder, 'stranger');
    const tarballs = join(folder, 'tarballs');
    await mkdir(home);
    await mkdir(tarballs);
    await buildPackage(join(root, 'packages/task-list'), join(folder, 'dist'));
    const libraries = ['markdown', 'common', 'highlight'].map((name) => join(root, 'node_modules/@lezer', name));
    run('npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', tarballs, join(folder, 'dist'), ...libraries);
    await writeFile(join(home, 'package.json'), '{ "private": true }');
    const packed = (await readdir(tarballs)).map((name) => join(tarballs, name));
    run('npm', 'install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', ...packed);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const program = `
const list = parse(new TextEncoder().encode('- [ ] 1.1 Build\\n- [ ] 1.2 Ship\\n'));
const done = applyEdits(list.bytes, setStatus(list, '1.1', 'completed'));
console.log(new TextDecoder().decode(done) + findNextTask(parse(done)).key);
`;
  const names = '{ applyEdits, findNextTask, parse, setStatus }';
  const printed = '- [x] 1.1 Build\n- [ ] 1.2 Ship\n1.2\n';

  test('works by import', async () => {
    await writeFile(join(home, 'a.mjs'), `import ${names} from '@devteam/task-list';${program}`);
    expect(run(process.execPath, 'a.mjs')).toBe(printed);
  });

  test('works by require', async () => {
    await writeFile(join(home, 'a.cjs'), `const ${names} = require('@devteam/task-list');${program}`);
    expect(run(process.execPath, 'a.cjs')).toBe(printed);
  });

  test('has types for both, of its own alone', async () => {
    const typed = `import { findNextTask, parse, type Status } from '@devteam/task-list';
const status: Status | undefined = findNextTask(parse(new Uint8Array()))?.status;
// @ts-expect-error -- a key is text
findNextTask(parse(new Uint8Array()), { skip: new Set([1]) });
export { status };
`;
    await writeFile(join(home, 'a.mts'), typed);
    await writeFile(join(home, 'a.cts'), typed);
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      'false',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2022',
      '--types',
      '',
    ];
    expect(run(join(root, 'node_modules/.bin/tsc'), ...options, 'a.mts', 'a.cts')).toBe('');
  });

  /** The program and all that it needs as one script for a page. */
  const scriptForPages = async (): Promise<string> => {
    await writeFile(join(home, 'page.mjs'), `import ${names} from '@devteam/task-list';${program}`);
    const bundled = await rolldown({ input: join(home, 'page.mjs'), platform: 'browser', cwd: home });
    const { output } = await bundled.generate({ format: 'iife' });
    await bundled.close();
    return output[0].code;
  };

  test('needs nothing of Node: only what every browser has as well', async () => {
    let said = '';
    runInNewContext(await scriptForPages(), {
      TextDecoder,
      TextEncoder,
      Uint8Array,
      console: { log: (line: string) => (said += `${line}\n`) },
    });
    expect(said).toBe(printed);
  });

  test.skipIf(!hasChromium)('works in Chromium', async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      await page.evaluate(await scriptForPages());
      expect(said).toEqual([printed.trimEnd()]);
    } finally {
      await browser.close();
    }
  });

  test('holds what it should, depends on one library, and names nothing of this house', async () => {
    const installed = join(home, 'node_modules/@devteam/task-list');
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Record<string, object>;
    expect(Object.keys(manifest['dependencies'] ?? {})).toEqual(['@lezer/markdown']);
    expect(manifest).not.toHaveProperty('private');
    expect((await readdir(installed)).toSorted()).toEqual(['LICENSE', 'README.md', 'cjs', 'esm', 'package.json']);
    const files = (await readdir(installed, { recursive: true })).filter((name) => /\.(?:js|ts|json)$/.test(name));
    const texts = await Promise.all(files.map(async (file) => [file, await readFile(join(installed, file), 'utf8')] as const));
    expect(texts.filter(([, text]) => /node:|\/packages\/|from '\.[^']*\.ts'/.test(text)).map(([file]) => file)).toEqual([]);
  });

  test('is small: nothing but itself and its library', async () => {
    expect((await readdir(join(home, 'node_modules/@lezer'))).toSorted()).toEqual(['common', 'highlight', 'markdown']);
    expect((await readFile(join(home, 'node_modules/@devteam/task-list/esm/index.js'))).length).toBeLessThan(500_000);
  });
});
