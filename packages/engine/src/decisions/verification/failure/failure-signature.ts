import { createHash } from 'node:crypto';
import type { TestReport } from '../reports/test-report.ts';
import { normalizeLine } from './normalize-line.ts';

export interface FailureSignature {
  /** The same for the same error, wherever and whenever it came: 64 hexadecimal digits. */
  readonly hash: string;
  /** What it is made of: lines that speak of the error, or failed tests, normalized, sorted, each once; at most 100. */
  readonly lines: readonly string[];
}

const mostLines = 100;
/** Of a longer output the end is looked at, where runners sum up. */
const mostCharacters = 200_000;
const withoutWords = 20;

const speaksOfErrors =
  /error|fail|assert|exception|panic|expected|received|cannot|can't|not found|undefined|unexpected|timed? ?out|denied|refused|fatal|missing|invalid|not ok|✖|✗|×|^E /i;
const isFrame = /^(?:at |\.\.\. |#\d|node:internal|File ")/;

/**
 * What speaks for a failure: the failed tests of the report with their messages, where one could be read; otherwise the lines of the output that speak of
 * errors; without any, its last 20.
 */
export function failureSignature(output: string, report: TestReport | null = null): FailureSignature {
  const failed = (report?.tests ?? []).filter(({ status }) => status === 'failed');
  const said = failed.length > 0 ? failed.map(({ name, message }) => normalizeLine(`${name}: ${message ?? ''}`)) : tellingLines(output);
  const lines = [...new Set(said)].toSorted().slice(0, mostLines);
  return { hash: createHash('sha256').update(lines.join('\n')).digest('hex'), lines };
}

function tellingLines(output: string): string[] {
  const all = output
    .slice(-mostCharacters)
    .split('\n')
    .map((line) => normalizeLine(line))
    .filter((line) => line !== '' && !isFrame.test(line));
  const telling = all.filter((line) => speaksOfErrors.test(line));
  return telling.length > 0 ? telling : all.slice(-withoutWords);
}

/** 1 for the same error, 0 for errors with nothing in common: what share of lines and of words they have together. Symmetric. */
export function similarity(one: FailureSignature, other: FailureSignature): number {
  if (one.hash === other.hash) return 1;
  return (share(one.lines, other.lines) + share(wordsOf(one), wordsOf(other))) / 2;
}

const wordsOf = ({ lines }: FailureSignature): readonly string[] => lines.flatMap((line) => line.split(' '));

function share(one: readonly string[], other: readonly string[]): number {
  const [a, b] = [new Set(one), new Set(other)];
  const all = a.union(b).size;
  return all === 0 ? 0 : a.intersection(b).size / all;
}

/** From here on two outputs are of one error. */
export const sameError = 0.6;

/** The known failure that this one is, by its id: the most similar, of equals the first by id; undefined if it is a new one. */
export function findKnownFailure(
  signature: FailureSignature,
  known: readonly { readonly id: string; readonly signature: FailureSignature }[],
): string | undefined {
  const rated = known.map((one) => ({ id: one.id, rate: similarity(signature, one.signature) })).filter(({ rate }) => rate >= sameError);
  return rated.toSorted((a, b) => b.rate - a.rate || (a.id < b.id ? -1 : 1))[0]?.id;
}
