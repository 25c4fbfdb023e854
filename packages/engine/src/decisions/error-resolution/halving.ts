import type { ChangeGroup } from './change-groups.ts';
import type { Hypothesis } from './hypothesis.ts';

/** A part of a change: files, or of one file some of its changes. */
export interface ChangePart {
  readonly files: readonly string[];
  readonly groups?: readonly number[];
}

/** The two halves of a part; null if it has no halves. `groups`: of its file, where it has only one. */
export function halvesOf(part: ChangePart, groups: readonly ChangeGroup[]): [ChangePart, ChangePart] | null {
  const { files } = part;
  if (files.length > 1) {
    const middle = Math.ceil(files.length / 2);
    return [{ files: files.slice(0, middle) }, { files: files.slice(middle) }];
  }
  const numbers = part.groups ?? groups.map((_, number) => number);
  if (files.length === 0 || numbers.length < 2) return null;
  const middle = Math.ceil(numbers.length / 2);
  return [
    { files, groups: numbers.slice(0, middle) },
    { files, groups: numbers.slice(middle) },
  ];
}

const mostNamed = 5;

/** In words for people: files by path, changes within one by their lines. */
export function sayPart({ files, groups: numbers }: ChangePart, groups: readonly ChangeGroup[]): string {
  const named =
    files.length > mostNamed ? `${files.slice(0, mostNamed).join(', ')} and ${files.length - mostNamed} more` : files.join(', ');
  if (!numbers) return named;
  const lines = numbers
    .flatMap((number) => groups[number] ?? [])
    .map(({ at, lines: count }) => (count < 2 ? `${at + 1}` : `${at + 1} to ${at + count}`));
  return `${named}, ${lines.length === 1 && !lines[0]?.includes('to') ? 'line' : 'lines'} ${lines.join(', ')}`;
}

/** One half of a confirmed cause, as a hypothesis of its own. */
export const halfOf = (cause: Hypothesis, number: number, part: ChangePart, words: string): Hypothesis => ({
  id: `${cause.id}.${number}`,
  layer: cause.layer,
  statement: `the change of ${words} is the cause`,
  nullHypothesis: `without the change of ${words} it fails in the same way`,
  from: 'rules',
  reading: 'without',
  experiments: [{ id: `${cause.id}.${number}`, kind: 'without', files: part.files, ...(part.groups ? { groups: part.groups } : {}) }],
  more: [],
  files: part.files,
});
