import { RequestRefused } from './problem.ts';

/** Where the next page begins, as text that nobody has to understand. */
export const cursorOf = (place: readonly (string | number)[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** The same back; what no page ever gave is refused. */
export function readCursor<Place extends readonly (string | number)[]>(
  cursor: string | undefined,
  isPlace: (value: unknown) => value is Place,
): Place | undefined {
  if (cursor === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    value = undefined;
  }
  if (isPlace(value)) return value;
  throw new RequestRefused('request_invalid', { why: 'query.cursor: is none that a page gave' }, { field: 'query.cursor' });
}

export const isText = (value: unknown): value is readonly [string] =>
  Array.isArray(value) && value.length === 1 && typeof value[0] === 'string';
export const isTexts = (value: unknown): value is readonly [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'string');
export const isNumber = (value: unknown): value is readonly [number] =>
  Array.isArray(value) && value.length === 1 && Number.isSafeInteger(value[0]);
export const isNumbers = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every((each) => Number.isSafeInteger(each));
