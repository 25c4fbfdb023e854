/** Longer lines belong to no report that comes in lines; they are left out, so that no pattern ever meets one. */
const longestLine = 4_000;

/** More is not looked at. */
export const largestReport = 16_000_000;

const escape = String.fromCharCode(27);
const colors = new RegExp(`${escape}\\[[0-9;:?]*[A-Za-z]`, 'g');

export const withoutColors = (text: string): string => (text.includes(escape) ? text.replaceAll(colors, '') : text);

/** The lines of an output without colors, without line ends and without those that no report has. */
export function* reportLines(output: string): Generator<string> {
  const end = Math.min(output.length, largestReport);
  for (let start = 0; start < end;) {
    const next = output.indexOf('\n', start);
    const stop = next === -1 || next > end ? end : next;
    if (stop - start <= longestLine) {
      yield withoutColors(output.slice(start, output[stop - 1] === '\r' ? stop - 1 : stop));
    }
    start = stop + 1;
  }
}

/** Width of the white space a line begins with. */
export const indentOf = (line: string): number => line.length - line.trimStart().length;
