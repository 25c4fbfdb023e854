/** As deep as values of ours go, several times over. */
const deepest = 32;

/**
 * One text for one value, whoever writes it (RFC 8785): keys sorted by their UTF-16 units, no white space, numbers and strings as JavaScript writes them.
 * Throws for what has no such text: undefined, NaN, functions, lone surrogates, objects that are no records.
 */
export const canonicalJson = (value: unknown): string => write(value, 0);

function write(value: unknown, depth: number): string {
  if (depth > deepest) throw new TypeError(`a value is nested more than ${deepest} deep`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${text(key)}:${write(item, depth + 1)}`).join(',')}}`;
  }
  throw new TypeError(`${typeof value === 'object' ? 'an object that is no record' : `a ${typeof value}`} has no text in JSON`);
}

function text(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a text with half a character has no text in JSON');
  return JSON.stringify(value);
}
