import { Buffer } from 'node:buffer';
import type { Workplace } from '../executor-port.ts';

/** One variable of an environment may hold 128 KiB on Linux, its name included. */
const pieceBytes = 96 * 1024;

/**
 * Writes files below the home folder of a workplace, from the inside: only there is it known where that folder lies. Names are relative to it and plain
 * (letters, digits, `.`, `-`, `_`, `/`). Resolves to what went wrong, or undefined.
 */
export async function layDownFiles(
  workplace: Workplace,
  folder: string,
  files: Readonly<Record<string, string>>,
  within: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<{ ended: 'failed' | 'timed_out' | 'canceled'; said: string } | undefined> {
  for (const batch of batches(files)) {
    const env = Object.fromEntries(batch.map(({ text }, index) => [`DEVTEAM_PIECE_${index}`, text]));
    const lines = batch.map(({ name, isFirst }, index) => {
      const path = `"$HOME/${folder}/${name}"`;
      const parent = `mkdir -p "$HOME/${folder}/${name.includes('/') ? name.replace(/\/[^/]*$/, '') : '.'}"`;
      return `${isFirst ? `${parent} && ` : ''}printf %s "$DEVTEAM_PIECE_${index}" ${isFirst ? '>' : '>>'} ${path}`;
    });
    const result = await workplace.run({ command: `umask 077 && ${lines.join(' && ')}`, env, ...within });
    if (result.ended === 'timed_out' || result.ended === 'canceled') return { ended: result.ended, said: result.outputTail };
    if (result.exitCode !== 0) return { ended: 'failed', said: result.outputTail.trim() || `the shell ended as ${result.ended}` };
  }
  return undefined;
}

interface Piece {
  readonly name: string;
  readonly text: string;
  readonly isFirst: boolean;
}

/** Pieces in order, no more in one run than its environment can hold. */
function* batches(files: Readonly<Record<string, string>>): Generator<Piece[]> {
  let batch: Piece[] = [];
  let size = 0;
  for (const [name, text] of Object.entries(files)) {
    for (const [index, piece] of pieces(text).entries()) {
      const bytes = Buffer.byteLength(piece);
      if (size + bytes > pieceBytes && batch.length > 0) {
        yield batch;
        [batch, size] = [[], 0];
      }
      batch.push({ name, text: piece, isFirst: index === 0 });
      size += bytes;
    }
  }
  if (batch.length > 0) yield batch;
}

/** A text in pieces of so many bytes at most, none ending within a character. */
function pieces(text: string): string[] {
  const bytes = Buffer.from(text);
  const found: string[] = [];
  for (let from = 0; from < bytes.length;) {
    let to = Math.min(from + pieceBytes, bytes.length);
    while (to < bytes.length && ((bytes[to] ?? 0) & 0xc0) === 0x80) to -= 1;
    found.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return found.length === 0 ? [''] : found;
}
