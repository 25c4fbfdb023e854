/** What a failed program of PostgreSQL died of, as far as its output tells; the launcher does something else for each. */
export type ProgramFailure =
  | 'disk full'
  | 'port taken'
  | 'old server still leaving'
  | 'already running'
  | 'library missing'
  | 'denied'
  | 'cannot be run'
  | 'other';

const signs: [ProgramFailure, RegExp][] = [
  ['disk full', /No space left on device|Disk quota exceeded|ENOSPC|EDQUOT/],
  ['port taken', /could not bind IPv[46] address|could not create any TCP\/IP sockets|Address already in use/],
  ['old server still leaving', /pre-existing shared memory block/],
  ['already running', /lock file "postmaster\.pid" already exists/],
  ['library missing', /error while loading shared libraries|Library not loaded/],
  // Node's words for a program whose loader does not exist: another C library than the one it was built for.
  ['cannot be run', /spawn \S+ ENOENT|GLIBC_[\d.]+' not found/],
  ['denied', /Permission denied|Read-only file system|Operation not permitted/],
];

/** Reads the last output of initdb or postgres. The first sign in the order above wins. */
export function failureOfOutput(output: string): ProgramFailure {
  return signs.find(([, sign]) => sign.test(output))?.[0] ?? 'other';
}

/** The last lines of an output that say something, for a message. */
export function lastLines(output: string, count: number): string[] {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count);
}
