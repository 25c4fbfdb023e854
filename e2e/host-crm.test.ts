import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HostApp, installHostApp } from './support/host-app.ts';
import { type ScratchDirectory, makeScratchDirectory } from './support/scratch-directory.ts';

const mostBytes = 20_000;

/** The embedded package in an application of somebody else, with that application's React, bundler and tests. */
describe('the host application', () => {
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
});
