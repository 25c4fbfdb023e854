import { withoutColors } from '../reports/report-lines.ts';

/** What is looked at of a line. */
const longestLine = 500;

const dates = /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/g;
const clocks = /\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b/g;
const uuids = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
/** Addresses, hashes, ids of containers: with `0x`, or of seven and more digits of which one is a figure. */
const hexadecimals = /\b0x[0-9a-f]{1,64}\b|\b(?=[a-f]{0,63}\d)[0-9a-f]{7,64}\b/gi;
/** Absolute, with or without a drive or `file://`; what follows the last slash is its name. */
const folders = /(?<![\w./\\<])(?:file:\/\/)?(?:[A-Za-z]:)?(?:[/\\][^\s/\\'"`:()<>|,;=]{1,255}){0,40}[/\\](?=[^\s/\\'"`:()<>|,;=])/g;
const durations = /\b\d{1,9}(?:\.\d{1,9})? ?(?:ms|s|sec|secs|seconds|minutes|µs|us|ns)\b/g;
const numbers = /\d{1,40}(?:[.,_]\d{1,40}){0,10}/g;

/**
 * A line without what differs between two runs that fail alike: folders, times, durations, hexadecimal numbers, ids, and all numbers, with them ports, lines
 * and counts. Each leaves its mark, so that two lines with and without one are not taken for the same.
 */
export function normalizeLine(line: string): string {
  return withoutColors(line.slice(0, longestLine))
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replaceAll(dates, '<time>')
    .replaceAll(clocks, '<time>')
    .replaceAll(uuids, '<id>')
    .replaceAll(folders, '')
    .replaceAll(hexadecimals, '<hex>')
    .replaceAll(durations, '<n>')
    .replaceAll(numbers, '<n>');
}
