import { pathOfBytes } from '../tree/byte-path.ts';
import type { GitCommand } from '../git-command.ts';

/**
 * Full ids of objects by any name git understands; undefined where there is none. By a git of its own that has read nothing yet, for
 * those who doubt the mirror; everybody else asks its reader.
 */
export function resolveObjects(names: readonly string[]): GitCommand<(string | undefined)[]> {
  return {
    args: ['cat-file', '--batch-check=%(objectname)'],
    input: names.map((name) => `${name}\n`).join(''),
    parse: ({ stdout }) =>
      pathOfBytes(stdout)
        .split('\n')
        .slice(0, names.length)
        .map((line) => (/^[0-9a-f]{40}$/.test(line) ? line : undefined)),
  };
}
