/** The four forms an id has; what counts as one in a file is decided by the file (task-lists specification, 4.2). */
export type IdForm = 'dotted' | 'lone' | 'lnum' | 'named' | 'error';

/** Canonical form: dotted and lone in lower case, the others in upper, zeros kept. */
export function keyOfId(id: string, form: IdForm): string {
  return form === 'dotted' || form === 'lone' ? id.toLowerCase() : id.toUpperCase();
}

/** The letters two ids of one series share: `T` of `T001`, `PR` of `PR-30`. */
export function lettersOf(id: string): string {
  return /^[A-Z][A-Z0-9-]*?(?=-?\d+(?:\.\d+)*[A-Za-z]*$)/.exec(id)?.[0] ?? '';
}

interface Part {
  readonly number: number;
  readonly letters: string;
}

/**
 * Order of ids as a person reads them: part by part, the number, then the letters (shorter first); of equals the one with fewer parts
 * comes first.
 */
export function compareIds(a: string, b: string): number {
  const left = parse(a);
  const right = parse(b);
  if (left.prefix !== right.prefix) return left.prefix < right.prefix ? -1 : 1;
  for (let index = 0; index < Math.max(left.parts.length, right.parts.length); index++) {
    const x = left.parts[index];
    const y = right.parts[index];
    if (!x) return y ? -1 : 0;
    if (!y) return 1;
    if (x.number !== y.number) return x.number - y.number;
    if (x.letters.length !== y.letters.length) return x.letters.length - y.letters.length;
    if (x.letters !== y.letters) return x.letters < y.letters ? -1 : 1;
  }
  return 0;
}

function parse(id: string): { prefix: string; parts: Part[] } {
  const lower = id.toLowerCase();
  const match = /^(.*?)(\d+[a-z]*(?:\.\d+[a-z]*)*)$/.exec(lower);
  if (!match) return { prefix: lower, parts: [] };
  const parts = (match[2] ?? '').split('.').map((part) => {
    const split = /^(\d+)([a-z]*)$/.exec(part);
    return { number: Number(split?.[1] ?? 0), letters: split?.[2] ?? '' };
  });
  return { prefix: match[1] ?? '', parts };
}

/** The id without its last part: `2.3.1` gives `2.3`, `2` gives undefined. */
export function findPrefix(id: string): string | undefined {
  const dot = id.lastIndexOf('.');
  return dot < 0 ? undefined : id.slice(0, dot);
}

/** The form of an id that stands alone; what is no number is written in upper case as a key. */
export function formOfText(id: string): IdForm {
  if (/^err-/i.test(id)) return 'error';
  if (/^\d/.test(id)) return id.includes('.') ? 'dotted' : 'lone';
  return /^[A-Za-z]{1,3}\d+(?:\.\d+)*[A-Za-z]{0,2}$/.test(id) ? 'lnum' : 'named';
}
