import { CommanderError } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { loadConfig } from '../../config.ts';
import { reportError } from '../../output/error-report.ts';
import type { Outlet } from '../../output/outlet.ts';
import { colorful, colorless } from '../../output/paint.ts';
import { createProgram, usageErrorOf } from '../../program.ts';

export interface Printed {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** `devteam tasks …` without a process of its own, and what it prints and ends with. */
export async function tasks(words: readonly string[], options: { isTerminal?: boolean; now?: number } = {}): Promise<Printed> {
  const printed: Printed = { exitCode: 0, stdout: '', stderr: '' };
  const { isTerminal = false, now = Date.UTC(2026, 10, 22, 10, 30) } = options;
  const outlet = (name: 'stdout' | 'stderr'): Outlet => ({
    isTerminal,
    paint: isTerminal ? colorful : colorless,
    unicode: true,
    columns: () => (isTerminal ? 80 : Number.POSITIVE_INFINITY),
    rows: () => 24,
    write: (text) => void (printed[name] += text),
    bytes: (content) => void (printed[name] += Buffer.from(content).toString('utf8')),
    line: (text = '') => void (printed[name] += `${text}\n`),
    divertLines: () => undefined,
    onResize: () => () => undefined,
  });
  const context: CommandContext = {
    config: loadConfig({}),
    server: {},
    version: '0',
    stdout: outlet('stdout'),
    stderr: outlet('stderr'),
    now: () => now,
    endWith: (exitCode) => void (printed.exitCode = exitCode),
  };
  const program = createProgram(context);
  const all = ['tasks', ...words];
  try {
    await program.parseAsync(all, { from: 'user' });
  } catch (error) {
    const problem = error instanceof CommanderError ? usageErrorOf(error, program, all) : error;
    if (problem) {
      const { exitCode, sentence } = reportError(problem);
      printed.exitCode = exitCode;
      printed.stderr += `${sentence}\n`;
    }
  }
  return printed;
}
