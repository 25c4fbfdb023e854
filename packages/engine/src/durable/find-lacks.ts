import { findAgent } from '@devteam/drivers/executor';
import { agentOf } from './equipment.ts';
import { modelSourceOf } from './model-source.ts';
import { usualModel } from './nodes/way-out.ts';

export interface Lack {
  why: string;
  /** What to do about it. */
  next: string;
}

/** What an executor needs on this machine and does not have; nothing for one that starts no agent. */
export async function findLacks(given: {
  executor: string;
  model?: string | undefined;
  environment: Readonly<Record<string, string | undefined>>;
}): Promise<Lack[]> {
  const agent = agentOf(given.executor);
  if (agent === undefined) return [];
  const { model = usualModel } = given;
  const found = await findAgent(agent);
  const lacks: Lack[] = [];
  if (!found.found)
    lacks.push({ why: found.why.split('; ', 1)[0] ?? found.why, next: `Install it with \`devteam doctor --install ${agent}\`.` });
  if (!modelSourceOf(given.environment)(model))
    lacks.push({
      why: `there is no key for the model ${model}`,
      next: model.startsWith('anthropic/')
        ? 'Set ANTHROPIC_API_KEY.'
        : "Set OPENAI_API_KEY, or give the address of a server that speaks OpenAI's protocol with --model-url.",
    });
  return lacks;
}
