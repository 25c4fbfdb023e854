import { readFileSync } from 'node:fs';

/** What a shell that says what it does has said: each command with the time until the next. */
interface TracedCommand {
  what: string;
  durationMs: number;
}

/** Runs a script in a bash that writes every command with its time into a file; the script itself stays as it is. */
export function tracingShell(tracePath: string) {
  // PS4 is set in here because bash does not take it from the environment of root.
  const begin = `exec 9>"$1"; shift; BASH_XTRACEFD=9; PS4='+$EPOCHREALTIME '; script=$1; shift; set -x; . "$script"`;
  return (line: string[]): string[] => ['bash', '-c', begin, 'bash', tracePath, ...line];
}

export function readShellTrace(tracePath: string): TracedCommand[] {
  const lines = readFileSync(tracePath, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, seconds, command] = /^\++(\d+\.\d+) (.*)$/.exec(line) ?? [];
      return seconds === undefined || command === undefined ? [] : [{ atMs: Number(seconds) * 1000, command }];
    });
  return lines.flatMap(({ atMs, command }, index) => {
    const next = lines[index + 1];
    return next ? [{ what: shortName(command), durationMs: next.atMs - atMs }] : [];
  });
}

/** `git worktree add -q …` is `git worktree add`; assignments and the like are the shell's own. */
function shortName(command: string): string {
  const [program = '', first = '', second = ''] = command.split(' ');
  if (program === 'git') return first === 'worktree' ? `git worktree ${second}` : `git ${first}`;
  return ['npm', 'sed', 'mv'].includes(program) ? program : 'the shell itself';
}
