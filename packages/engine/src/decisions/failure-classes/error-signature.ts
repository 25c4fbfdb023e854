import type { Failure } from '@devteam/api';

const longest = 200;

/**
 * Two failures with the same signature are the same error: numbers, addresses, times and folders are left out, since they differ from
 * run to run. The first line that speaks of an error counts, not the whole output: its order is often random.
 */
export function errorSignature(failure: Pick<Failure, 'code' | 'place' | 'why' | 'evidence'>): string {
  const lines = failure.evidence?.split('\n') ?? [];
  const line =
    lines.find((each) => /error|fail|exception|panic|cannot|not found|expected/i.test(each)) ??
    lines.find((each) => each.trim()) ??
    failure.why;
  return [failure.code, failure.place ?? '', normalize(line)].join(' | ');
}

function normalize(line: string): string {
  return line
    .slice(0, 4 * longest)
    .replaceAll(/(?:[\w.-]*\/)+([\w.-]+)/g, '$1')
    .replaceAll(/\b(?:0x)?[\da-f]*\d[\da-f]*\b/gi, '#')
    .replaceAll(/#(?:[.:,-]#)+/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .slice(0, longest);
}
