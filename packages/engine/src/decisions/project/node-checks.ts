import { type Check, check } from './check.ts';
import { parseNodeManifest } from './node-manifest.ts';
import { nodePackageManager } from './package-manager.ts';
import { type FileTexts, type RepositoryFile, hasFile } from './repository-listing.ts';

/** Of a project with a package.json. Nothing is installed where nothing is needed: then it works without a network too. */
export function nodeChecks(files: readonly RepositoryFile[], texts: FileTexts): Check[] {
  const manifest = parseNodeManifest(texts.get('package.json') ?? '');
  const manager = nodePackageManager(files, texts);
  const checks: Check[] = [];
  if (manifest.dependencies.length > 0 || manifest.hasWorkspaces)
    checks.push(check('install', install[manager](files, manifest.packageManager?.version)));
  if (manifest.scripts['build']) checks.push(check('build', `${manager} run build`));
  // What `npm init` writes is no test.
  const test = manifest.scripts['test'];
  if (test && !test.includes('no test specified')) checks.push(check('test', `${manager} test`));
  return checks;
}

type Install = (files: readonly RepositoryFile[], version: string | undefined) => string;

/** By the lock file exactly; without one, without writing one: it would be a change that nobody asked for. */
const install: Readonly<Record<'npm' | 'pnpm' | 'yarn', Install>> = {
  npm: (files) => (hasFile(files, 'package-lock.json', 'npm-shrinkwrap.json') ? 'npm ci' : 'npm install --no-package-lock'),
  pnpm: (files) => (hasFile(files, 'pnpm-lock.yaml') ? 'pnpm install --frozen-lockfile' : 'pnpm install --no-lockfile'),
  yarn: (files, version) => {
    const isModern = version === undefined ? hasFile(files, '.yarnrc.yml') : !version.startsWith('1.');
    if (!hasFile(files, 'yarn.lock')) return isModern ? 'yarn install' : 'yarn install --no-lockfile';
    return isModern ? 'yarn install --immutable' : 'yarn install --frozen-lockfile';
  },
};
