import { describe, expect, test } from 'vitest';
import { modelSourceOf } from './model-source.ts';

describe('where models are reached', () => {
  test('nothing is set: only the models of this machine', () => {
    const models = modelSourceOf({});
    expect(models('gpt-5')).toBeUndefined();
    expect(models('anthropic/claude')).toBeUndefined();
    expect(models('ollama/qwen3:8b')).toEqual({ protocol: 'ollama', baseUrl: 'http://127.0.0.1:11434', key: null, name: 'qwen3:8b' });
  });

  test('keys open the providers that they are for', async () => {
    const models = modelSourceOf({ OPENAI_API_KEY: 'sk-o', ANTHROPIC_API_KEY: 'sk-a', OLLAMA_HOST: 'gpu:1' });
    const openAi = models('gpt-5');
    expect([openAi?.protocol, openAi?.baseUrl, openAi?.name, await openAi?.key?.()]).toEqual([
      'openai',
      'https://api.openai.com/v1',
      'gpt-5',
      'sk-o',
    ]);
    const anthropic = models('anthropic/claude-x');
    expect([anthropic?.baseUrl, anthropic?.name, await anthropic?.key?.()]).toEqual(['https://api.anthropic.com', 'claude-x', 'sk-a']);
    expect(models('ollama/q')?.baseUrl).toBe('http://gpu:1');
    expect(models('openai/gpt-5')?.name).toBe('gpt-5');
  });

  test('a server of ones own answers for all models without a provider, with or without a key, and never for another provider', async () => {
    const models = modelSourceOf({ DEVTEAM_MODEL_URL: 'http://127.0.0.1:9/v1/' });
    expect(models('gpt-5')).toEqual({ protocol: 'openai', baseUrl: 'http://127.0.0.1:9/v1', key: null, name: 'gpt-5' });
    expect(models('anthropic/x')).toBeUndefined();
    expect(await modelSourceOf({ DEVTEAM_MODEL_URL: 'http://h/v1', DEVTEAM_MODEL_KEY: 'k' })('m')?.key?.()).toBe('k');
    // The key of OpenAI is for OpenAI: another server must not get it.
    expect(modelSourceOf({ DEVTEAM_MODEL_URL: 'http://h/v1', OPENAI_API_KEY: 'sk-o' })('m')?.key).toBeNull();
  });
});
