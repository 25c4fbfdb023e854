import { encodingsOf, shortestSecret } from './encodings.ts';
import { compileSecrets, createExactFilter } from './exact-filter.ts';
import { createShapeFilter } from './shape-filter.ts';
import type { TextFilter } from './text-filter.ts';

/**
 * Takes secrets out of text before it is stored or shown: the values it was told of in all their encodings, and what looks like a token. It is
 * the last of several walls: a secret that is transformed in another way passes, so none may be where text is made.
 */
export interface Redactor {
  /** From now on, also in streams that are opened later. Values shorter than 8 characters stand everywhere by chance and are not taken out. */
  add(secret: string): void;
  redact(text: string): string;
  /** For text that comes in pieces; what is given out is the same however it is cut. */
  openStream(): TextFilter;
}

export function createRedactor(secrets: Iterable<string>): Redactor {
  const known = new Set<string>();
  let compiled = compileSecrets([]);
  const learn = (values: Iterable<string>): void => {
    const before = known.size;
    for (const value of values) if (value.length >= shortestSecret) known.add(value);
    if (known.size > before) compiled = compileSecrets([...known].flatMap(encodingsOf));
  };
  learn(secrets);
  const openStream = (): TextFilter => {
    const exact = createExactFilter(compiled);
    const shapes = createShapeFilter();
    return {
      write: (piece) => shapes.write(exact.write(piece)),
      end: () => shapes.write(exact.end()) + shapes.end(),
    };
  };
  return {
    add: (secret) => learn([secret]),
    redact: (text) => {
      const stream = openStream();
      return stream.write(text) + stream.end();
    },
    openStream,
  };
}
