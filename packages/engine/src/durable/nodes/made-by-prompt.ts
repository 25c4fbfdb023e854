import type { MadeBy } from '@devteam/api';
import type { ConstructedPrompt, ModelShare } from '@devteam/drivers/prompt';

type Share = Pick<ModelShare, 'model' | 'inputTokens' | 'outputTokens'> & { retries: number };

export const shareOf = ({ inputTokens, model, outputTokens, rejected }: ModelShare): Share => ({
  model,
  retries: rejected.length,
  inputTokens,
  outputTokens,
});

/** What a prompt is made of, before anybody reads it. */
export const madeByPrompt = (
  { hash, template }: Pick<ConstructedPrompt, 'hash'> & { template: { name: string; version: number | string } },
  model: Share | null,
): MadeBy => ({
  prompt: { hash, template: template.name, version: String(template.version) },
  models: model
    ? [{ model: model.model, requests: model.retries + 1, inputTokens: model.inputTokens, outputTokens: model.outputTokens, costUsd: null }]
    : [],
});
