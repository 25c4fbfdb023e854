/**
 * Makes of a member what strangers install: `dist` is a package of its own with ESM, CommonJS and types for both, its stylesheet if it has
 * one, its README and the license. In the house nothing is built, so the member's own package.json keeps pointing at the sources.
 * `npm run build --workspace @devteam/task-list`, then `npm publish packages/task-list/dist`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

interface Manifest {
  name: string;
  version: string;
  description: string;
  license: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  keywords?: string[];
}

const root = resolve(import.meta.dirname, '..');

/** Builds the member in `folder` into `out`, which is emptied first. */
export async function buildPackage(folder: string, out = join(folder, 'dist')): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  await rm(out, { recursive: true, force: true });
  await mkdir(join(out, 'cjs'), { recursive: true });
  await bundle(folder, out, Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  await declare(folder, out);
  const style = existsSync(join(folder, 'src/style.css'));
  if (style) await writeFile(join(out, 'style.css'), squeeze(await readFile(join(folder, 'src/style.css'), 'utf8')));
  await writeFile(join(out, 'cjs/package.json'), '{ "type": "commonjs" }\n');
  await writeFile(join(out, 'package.json'), `${JSON.stringify(publishedManifest(manifest, style), null, 2)}\n`);
  await cp(join(folder, 'README.md'), join(out, 'README.md'));
  await cp(join(root, 'LICENSE'), join(out, 'LICENSE'));
}

function publishedManifest(manifest: Manifest, style: boolean): Record<string, unknown> {
  const { dependencies = {}, description, keywords = [], license, name, peerDependencies, version } = manifest;
  const half = (kind: 'esm' | 'cjs') => ({ types: `./${kind}/index.d.ts`, default: `./${kind}/index.js` });
  return {
    name,
    version,
    description,
    keywords,
    license,
    type: 'module',
    sideEffects: style ? ['**/*.css'] : false,
    files: ['cjs', 'esm', ...(style ? ['style.css'] : [])],
    main: './cjs/index.js',
    module: './esm/index.js',
    types: './esm/index.d.ts',
    exports: {
      '.': { import: half('esm'), require: half('cjs') },
      ...(style ? { './style.css': './style.css' } : {}),
      './package.json': './package.json',
    },
    // Patches of what a library needs should reach those who use it; more than that our tests have not seen.
    dependencies: Object.fromEntries(Object.entries(dependencies).map(([dependency, exact]) => [dependency, `~${exact}`])),
    ...(peerDependencies ? { peerDependencies } : {}),
  };
}

/** A stylesheet without comments and indents. */
const squeeze = (style: string): string =>
  style
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,]) ?/g, '$1')
    .replaceAll(/(?<=[\w-]): /g, ':')
    .replaceAll(';}', '}')
    .replaceAll(/#([\da-f])\1([\da-f])\2([\da-f])\3\b/gi, '#$1$2$3')
    .replaceAll(/(?<=[\s:,(])0\.(?=\d)/g, '.')
    .trim();

async function bundle(folder: string, out: string, external: string[]): Promise<void> {
  // With what lies under their names, such as `react/jsx-runtime`.
  const foreign = external.map((name) => new RegExp(`^${name}(?:/|$)`));
  const bundled = await rolldown({ input: join(folder, 'src/index.ts'), external: foreign, platform: 'neutral', logLevel: 'warn' });
  await bundled.write({ file: join(out, 'esm/index.js'), format: 'esm' });
  await bundled.write({ file: join(out, 'cjs/index.js'), format: 'cjs', exports: 'named' });
  await bundled.close();
}

/** Declarations of all that the index reaches, for both kinds of module. */
async function declare(folder: string, out: string): Promise<void> {
  const workshop = await mkdtemp(join(folder, '.build-'));
  try {
    const compilerOptions = { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: '../src', outDir: './types' };
    const config = { extends: '../tsconfig.json', compilerOptions, include: [], files: ['../src/index.ts'] };
    await writeFile(join(workshop, 'tsconfig.json'), JSON.stringify(config));
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', workshop], { stdio: 'inherit' });
    const types = join(workshop, 'types');
    for (const file of await reachable(types, 'index.d.ts')) {
      const text = await readFile(join(types, file), 'utf8');
      for (const kind of ['esm', 'cjs']) {
        await mkdir(join(out, kind, file, '..'), { recursive: true });
        await writeFile(join(out, kind, file), text.replaceAll(/(?<=(?:from |import\()['"]\.[^'"]*)\.tsx?(?=['"])/g, '.js'));
      }
    }
  } finally {
    await rm(workshop, { recursive: true });
  }
}

async function reachable(folder: string, from: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(from)) return seen;
  seen.add(from);
  const text = await readFile(join(folder, from), 'utf8');
  for (const [, name = ''] of text.matchAll(/(?:from |import\()["'](\.[^"']*)\.tsx?["']/g))
    await reachable(folder, join(from, '..', `${name}.d.ts`), seen);
  return seen;
}

if (import.meta.main) {
  await buildPackage(process.cwd());
  console.log(`built into dist: ${(await readdir(join(process.cwd(), 'dist'))).join(', ')}`);
}
