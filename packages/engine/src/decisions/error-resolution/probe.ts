import type { CauseLayer } from '@devteam/api';
import type { Hypothesis } from './hypothesis.ts';

/** A hypothesis that a command decides by what it prints: one line for the statement, one for its null. */
export function probe(given: {
  id: string;
  layer: CauseLayer;
  statement: string;
  nullHypothesis: string;
  command: string;
  shows: { statement: string; null: string };
}): Hypothesis {
  const { command, id, layer, nullHypothesis, shows, statement } = given;
  return {
    id,
    layer,
    statement,
    nullHypothesis,
    from: 'rules',
    reading: 'printed',
    experiments: [{ id, kind: 'print', command }],
    more: [],
    shows,
  };
}

/** Text from an output as one argument of a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The first group of the first line that has it, of each pattern. */
export function findNamed(lines: readonly string[], patterns: readonly RegExp[]): string | undefined {
  for (const line of lines) {
    for (const pattern of patterns) {
      const found = pattern
        .exec(line)
        ?.slice(1)
        .find((each) => each !== undefined);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
