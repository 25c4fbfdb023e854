import { acpExecutor } from './acp/acp-executor.ts';
import { aiderExecutor } from './aider/aider-executor.ts';
import { codexExecutor } from './codex/codex-executor.ts';
import { ExecutorError } from './executor-error.ts';
import type { Executor } from './executor-port.ts';
import { replayExecutor } from './replay-executor.ts';

/** By name as in settings. */
export const executors: Readonly<Record<string, Executor>> = {
  acp: acpExecutor,
  aider: aiderExecutor,
  codex: codexExecutor,
  replay: replayExecutor,
};

/** Throws `executor_unknown`, naming those that there are. */
export function getExecutor(name: string): Executor {
  const executor = Object.hasOwn(executors, name) ? executors[name] : undefined;
  if (executor) return executor;
  throw new ExecutorError(
    'executor_unknown',
    `There is no executor called ${JSON.stringify(name)}; there are: ${Object.keys(executors).join(', ')}.`,
  );
}
