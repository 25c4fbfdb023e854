import type { Event } from '@devteam/api';

/** Characters that JSON leaves as they are and a terminal acts on. */
const acted = /[\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;

/** A value as one line of JSON that is the same value for a program, and harmless on a screen. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(acted, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** One line of `--json`, what identifies it first. */
export const eventLine = ({ payload, projectId, seq, ts, type }: Event): string => jsonLine({ seq, ts, projectId, type, payload });
