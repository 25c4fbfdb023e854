import type { DiffFile } from '../changes/parse-diff.ts';

export interface ComparedFile {
  path: string;
  /** How the work of two attempts at the same task differs in this file. */
  kind: 'first-only' | 'second-only' | 'same' | 'different';
  first: DiffFile | null;
  second: DiffFile | null;
}

const order: Record<ComparedFile['kind'], number> = { different: 0, 'first-only': 1, 'second-only': 2, same: 3 };

/** File by file, what differs before what does not. Only what was changed counts, not where in the file it stands. */
export function compareDiffs(first: readonly DiffFile[], second: readonly DiffFile[]): ComparedFile[] {
  const of = (files: readonly DiffFile[]) => new Map(files.map((file) => [file.path, file]));
  const [before, after] = [of(first), of(second)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((path): ComparedFile => {
      const [a, b] = [before.get(path) ?? null, after.get(path) ?? null];
      const kind = a === null ? 'second-only' : b === null ? 'first-only' : changeOf(a) === changeOf(b) ? 'same' : 'different';
      return { path, kind, first: a, second: b };
    })
    .toSorted((a, b) => order[a.kind] - order[b.kind] || a.path.localeCompare(b.path, 'en'));
}

const changeOf = ({ isBinary, lines, newMode, oldPath, status }: DiffFile): string =>
  JSON.stringify([
    status,
    oldPath,
    newMode,
    isBinary,
    lines.flatMap(({ kind, text }) => (kind === 'added' || kind === 'removed' ? [`${kind} ${text}`] : [])),
  ]);
