import { brotliCompressSync, gzipSync } from 'node:zlib';

/** A part of the built page: a file, and the files that it cannot do without. */
export interface BuiltChunk {
  fileName: string;
  /** Of the file that it begins with, without its ending: `GraphView`. */
  name: string;
  isEntry: boolean;
  /** Files that are loaded with it. */
  imports: readonly string[];
  bytes: Uint8Array;
}

export interface Budget {
  what: string;
  limitKb: number;
  measure: 'brotli' | 'gzip';
  /** Of which chunks: `shell` is what every page loads, `styles` what all style sheets of it hold, a name one chunk alone. */
  of: 'shell' | 'styles' | { chunk: string };
}

/** What a page may weigh on the wire. A reader on a train waits a second for a hundred of these. */
export const budgets: readonly Budget[] = [
  { what: 'the shell', limitKb: 240, measure: 'brotli', of: 'shell' },
  { what: 'the styles of the shell', limitKb: 30, measure: 'brotli', of: 'styles' },
  { what: 'the graph', limitKb: 85, measure: 'gzip', of: { chunk: 'GraphView' } },
  { what: 'changes', limitKb: 25, measure: 'gzip', of: { chunk: 'ChangesPanel' } },
  { what: 'analytics', limitKb: 145, measure: 'gzip', of: { chunk: 'MetricsPage' } },
];

export interface Weight {
  budget: Budget;
  kb: number;
  /** Heaviest first. */
  files: readonly { fileName: string; kb: number }[];
}

const packed = (bytes: Uint8Array, measure: Budget['measure']): number =>
  (measure === 'gzip' ? gzipSync(bytes, { level: 9 }) : brotliCompressSync(bytes)).byteLength / 1000;

/** What each budget's part weighs. A part that the build no longer has is a fault of the table. */
export function weigh(chunks: readonly BuiltChunk[], styles: readonly Pick<BuiltChunk, 'fileName' | 'bytes'>[], table = budgets): Weight[] {
  return table.map((budget) => {
    const parts = budget.of === 'shell' ? shellOf(chunks) : budget.of === 'styles' ? styles : chunks.filter(isNamed(budget.of.chunk));
    if (parts.length === 0) throw new Error(`The build has nothing for ${budget.what}: bundle-budgets.ts names what is no longer there.`);
    const files = parts.map(({ bytes, fileName }) => ({ fileName, kb: packed(bytes, budget.measure) })).toSorted((a, b) => b.kb - a.kb);
    return { budget, files, kb: files.reduce((sum, { kb }) => sum + kb, 0) };
  });
}

const isNamed = (name: string) => (chunk: BuiltChunk) => chunk.name === name;

/** The entry and all that it loads before anything is shown. */
function shellOf(chunks: readonly BuiltChunk[]): BuiltChunk[] {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const shell = new Set(chunks.filter(({ isEntry }) => isEntry));
  for (const chunk of shell) {
    for (const fileName of chunk.imports) {
      const loaded = byFile.get(fileName);
      if (loaded) shell.add(loaded);
    }
  }
  return [...shell];
}

const shown = (kb: number): string => `${kb.toFixed(1)} KB`;

/** A line for each that is too heavy, with the file that makes it so; none: all is well. */
export const describeExcess = (weights: readonly Weight[]): string[] =>
  weights
    .filter(({ budget, kb }) => kb > budget.limitKb)
    .map(
      ({ budget: { limitKb, measure, what }, files, kb }) =>
        `${what}: ${shown(kb)} ${measure}, allowed are ${limitKb} KB; ${files
          .slice(0, 4)
          .map((file) => `${file.fileName} ${shown(file.kb)}`)
          .join(', ')}`,
    );

export const describeWeight = ({ budget: { limitKb, measure, what }, kb }: Weight): string =>
  `${what} ${shown(kb)} of ${limitKb} KB (${measure})`;
