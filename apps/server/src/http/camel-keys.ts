/** What people put in by themselves; its words are theirs. */
const free = new Set(['metadata', 'errorContext']);
const deepest = 20;

const camel = (key: string): string =>
  /^[a-z]/.test(key) ? key.replaceAll(/_([a-z\d])/g, (_all, letter: string) => letter.toUpperCase()) : key;

/**
 * `stop_point` says the same as `stopPoint`. Where both are given the snake form stays as it is, and is refused by name like any word
 * that nobody knows.
 */
export function camelKeys(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return depth > deepest ? value : value.map((each) => camelKeys(each, depth + 1));
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  const entries = Object.entries(value).map(([key, each]) => {
    const name = Object.hasOwn(value, camel(key)) ? key : camel(key);
    return [name, free.has(name) ? each : camelKeys(each, depth + 1)] as const;
  });
  return Object.fromEntries(entries);
}
