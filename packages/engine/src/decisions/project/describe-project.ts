import { conventionFiles } from './files-to-read.ts';
import { findFramework } from './framework.ts';
import { findMainLanguage } from './main-language.ts';
import { parseNodeManifest } from './node-manifest.ts';
import { type PackageManager, findPackageManager } from './package-manager.ts';
import { type FileTexts, type RepositoryFile, hasFile, isGenerated } from './repository-listing.ts';

export interface ProjectDescription {
  /** `web service`, `command line tool`, `library`, …; null if nothing tells. */
  readonly type: string | null;
  readonly mainLanguage: string | null;
  readonly framework: string | null;
  readonly packageManager: PackageManager | null;
  /** Top folders, with a slash, then top files; hidden and generated ones left out. */
  readonly layout: readonly string[];
  /** What is written for people who change the code, most telling first; long texts are cut, and say so. */
  readonly conventions: readonly { readonly source: string; readonly text: string }[];
}

const longestLayout = 40;
const longestConvention = 6000;

/** What can be told of a project from its listing and the texts that `filesToRead` names. */
export function describeProject(files: readonly RepositoryFile[], texts: FileTexts): ProjectDescription {
  const framework = findFramework(texts);
  return {
    type: framework?.type ?? typeByFiles(files, texts),
    mainLanguage: findMainLanguage(files),
    framework: framework?.name ?? null,
    packageManager: findPackageManager(files, texts),
    layout: layoutOf(files),
    conventions: conventionFiles(texts.keys()).map((source) => ({ source, text: shortened(texts.get(source) ?? '') })),
  };
}

function typeByFiles(files: readonly RepositoryFile[], texts: FileTexts): string | null {
  const pyproject = texts.get('pyproject.toml') ?? '';
  const hasProgram =
    parseNodeManifest(texts.get('package.json') ?? '').hasProgram ||
    /^\[project\.scripts\]|^\[tool\.poetry\.scripts\]/m.test(pyproject) ||
    hasFile(files, 'src/main.rs', 'main.go') ||
    files.some((file) => /^cmd\/(?:[^/]+\/)?main\.go$/.test(file.path));
  if (hasProgram) return 'command line tool';
  if (files.some((file) => !isGenerated(file.path) && /(?:^|\/)index\.html?$/.test(file.path))) return 'web site';
  return hasFile(files, 'package.json', 'pyproject.toml', 'setup.py', 'go.mod', 'Cargo.toml') ? 'library' : null;
}

function layoutOf(files: readonly RepositoryFile[]): string[] {
  const shown = files.map((file) => file.path).filter((path) => !path.startsWith('.') && !isGenerated(path));
  const folders = new Set(shown.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/') + 1)));
  const all = [...[...folders].toSorted(), ...shown.filter((path) => !path.includes('/')).toSorted()];
  return all.length > longestLayout ? [...all.slice(0, longestLayout), `and ${all.length - longestLayout} more`] : all;
}

function shortened(text: string): string {
  if (text.length <= longestConvention) return text;
  return `${text.slice(0, longestConvention).toWellFormed()}\n[${text.length - longestConvention} more characters are left out]\n`;
}
