import { CommanderError } from 'commander';
import packageFile from '../package.json' with { type: 'json' };
import type { CommandContext } from './command-context.ts';
import type { Config } from './config.ts';
import { openOutlet } from './output/outlet.ts';
import { createProgram, usageErrorOf } from './program.ts';

/** Anything that still runs so long after the end was forgotten, and must not keep a person waiting. */
const lingerMs = 2000;

/** Parses what was typed, carries it out, and turns anything thrown into a failure card and an exit code. */
export async function runCommandLine(config: Config, words: readonly string[]): Promise<void> {
  const context: CommandContext = {
    config,
    version: packageFile.version,
    server: {},
    stdout: openOutlet(process.stdout, config),
    stderr: openOutlet(process.stderr, config),
    now: Date.now,
    endWith: (exitCode) => {
      process.exitCode = exitCode;
    },
  };
  let isReaderGone = false;
  // Nothing else may end the process in silence, or with a stack that nobody asked for.
  process.on('uncaughtException', (error) => void reportAndEnd(error, context));
  process.on('unhandledRejection', (error) => void reportAndEnd(error, context));
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // Who reads our output has seen enough (`devteam logs … | head`): what runs on its own ends, and closes what it opened.
    if (!isReaderGone) process.emit('SIGTERM', 'SIGTERM');
    isReaderGone = true;
  });
  // The terminal was closed; there is nobody left to tell.
  process.stderr.on('error', () => undefined);

  const program = createProgram(context);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    const problem = error instanceof CommanderError ? usageErrorOf(error, program, words) : error;
    if (problem) await report(problem, context);
  }
  setTimeout(() => process.exit(), lingerMs).unref();
}

async function report(error: unknown, { config, endWith, stderr }: CommandContext): Promise<void> {
  const { reportError } = await import('./output/error-report.ts');
  const { failureText } = await import('./output/failure-text.ts');
  const { plainText } = await import('./output/plain-text.ts');
  const { exitCode, failure, sentence } = reportError(error);
  if (failure) stderr.line(failureText(failure, stderr.paint));
  else {
    stderr.line(`devteam: something broke that should not have: ${plainText(sentence)}`);
    if (!config.debug)
      stderr.line('Run it again with DEVTEAM_DEBUG=1 to see where, and `devteam doctor` to see whether it is this machine.');
  }
  if (config.debug && error instanceof Error) stderr.line(error.stack ?? '');
  endWith(exitCode);
}

async function reportAndEnd(error: unknown, context: CommandContext): Promise<void> {
  await report(error, context);
  process.exit();
}
