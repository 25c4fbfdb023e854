/**
 * JSON with the keys of every object in code-unit order, so that equal values give equal text. `undefined` members are left out, as
 * JSON does. What JSON would lose or change silently (NaN, Date, Map, a function, undefined in a list, a circle) is refused by a
 * TypeError that names its path in the value.
 */
export const canonicalJson = (value: unknown): string => write(value, '$', []);

function write(value: unknown, path: string, above: readonly object[]): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value === 'number') throw new TypeError(`${path} is ${value}, which JSON cannot hold`);
  if (typeof value !== 'object') throw new TypeError(`${path} is of type ${typeof value}, which JSON cannot hold`);
  if (above.includes(value)) throw new TypeError(`${path} contains itself`);
  return Array.isArray(value) ? writeArray(value, path, [...above, value]) : writeObject(value, path, [...above, value]);
}

const writeArray = (items: readonly unknown[], path: string, above: readonly object[]): string =>
  `[${Array.from(items, (item, index) => write(item, `${path}[${index}]`, above)).join(',')}]`;

function writeObject(value: object, path: string, above: readonly object[]): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`${path} is ${value.constructor.name}, not a plain object; give its JSON form`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, `${path}.${key}`, above)}`);
  return `{${members.join(',')}}`;
}
