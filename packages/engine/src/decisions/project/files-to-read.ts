import type { RepositoryFile } from './repository-listing.ts';

const manifests = /^(?:package\.json|pyproject\.toml|setup\.cfg|pytest\.ini|tox\.ini|go\.mod|Cargo\.toml)$/;
const requirements = /^requirements(?:[-_.]?(?:dev|test|tests))?\.txt$/;
const makefiles = /^(?:GNUmakefile|[Mm]akefile)$/;
const settings = /^(?:\.devteam\.yml|\.editorconfig)$/;
const conventions = /^(?:AGENTS\.md|(?:\.github\/|docs\/)?CONTRIBUTING(?:\.md|\.rst|\.txt)?)$/i;
const largestSize = 256 * 1024;

/** Which files' texts the other questions about a project need: those of the top folder that describe it, if they are not absurdly large. */
export function filesToRead(files: readonly RepositoryFile[]): string[] {
  return files
    .filter(
      ({ path, size }) =>
        size <= largestSize && [manifests, requirements, makefiles, settings, conventions].some((names) => names.test(path)),
    )
    .map((file) => file.path)
    .toSorted();
}

export const isRequirementFile = (path: string) => requirements.test(path);

/** Among those: the ones written for people who change the code, most telling first. */
export function conventionFiles(paths: Iterable<string>): string[] {
  const rank = (path: string) => [/AGENTS/i, /CONTRIBUTING/i, /editorconfig/].findIndex((name) => name.test(path));
  return [...paths]
    .filter((path) => conventions.test(path) || path === '.editorconfig')
    .toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
