import { parseNodeManifest } from './node-manifest.ts';
import { type FileTexts, type RepositoryFile, hasFile } from './repository-listing.ts';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'uv' | 'poetry' | 'pip' | 'go' | 'cargo';

/** By what the repository says of itself: first the field made for it, then the lock file, then the manifest. Null if it has none that we know. */
export function findPackageManager(files: readonly RepositoryFile[], texts: FileTexts): PackageManager | null {
  if (hasFile(files, 'package.json')) return nodePackageManager(files, texts);
  if (hasFile(files, 'go.mod')) return 'go';
  if (hasFile(files, 'Cargo.toml')) return 'cargo';
  return pythonPackageManager(files, texts);
}

export function nodePackageManager(files: readonly RepositoryFile[], texts: FileTexts): 'npm' | 'pnpm' | 'yarn' {
  const named = parseNodeManifest(texts.get('package.json') ?? '').packageManager?.name;
  if (named === 'npm' || named === 'pnpm' || named === 'yarn') return named;
  if (hasFile(files, 'package-lock.json', 'npm-shrinkwrap.json')) return 'npm';
  if (hasFile(files, 'pnpm-lock.yaml')) return 'pnpm';
  return hasFile(files, 'yarn.lock') ? 'yarn' : 'npm';
}

export function pythonPackageManager(files: readonly RepositoryFile[], texts: FileTexts): 'uv' | 'poetry' | 'pip' | null {
  const pyproject = texts.get('pyproject.toml') ?? '';
  if (hasFile(files, 'uv.lock')) return 'uv';
  if (hasFile(files, 'poetry.lock') || /^\[tool\.poetry\]/m.test(pyproject)) return 'poetry';
  return hasFile(files, 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt') ? 'pip' : null;
}
