import { UsageError } from '../usage-error.ts';
import { modelEnvironment } from './model-environment.ts';

interface AgentOptions {
  executor: string;
  model?: string | undefined;
  modelUrl?: string | undefined;
}

/** Says all that is missing before anything is started: the agent's program, and a way to its model. */
export async function requireAgent({ executor, model, modelUrl }: AgentOptions): Promise<void> {
  const { findLacks } = await import('@devteam/engine/durable');
  const lacks = await findLacks({ executor, model, environment: modelEnvironment(modelUrl) });
  if (lacks.length === 0) return;
  throw new UsageError(lacks.map(({ why }) => why).join('; '), {
    what: `The executor ${executor} cannot work yet`,
    next: lacks.map(({ next }) => next).join(' '),
  });
}
