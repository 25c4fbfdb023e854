/** A file of a commit. Paths are relative to the top, with slashes. */
export interface RepositoryFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** Texts by path, of the files that `filesToRead` names. */
export type FileTexts = ReadonlyMap<string, string>;

/** What nobody writes by hand: installed, built or generated. It says nothing about a project and is nothing to work on. */
export function isGenerated(path: string): boolean {
  return (
    /(?:^|\/)(?:node_modules|bower_components|vendor|third_party|dist|build|out|target|coverage|__pycache__|\.[^/]+)\//.test(path) ||
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|uv\.lock|poetry\.lock|Cargo\.lock|go\.sum)$/.test(
      path,
    ) ||
    /\.(?:min\.(?:js|css)|map|snap|lock)$/.test(path)
  );
}

export const hasFile = (files: readonly RepositoryFile[], ...paths: string[]) => files.some((file) => paths.includes(file.path));
