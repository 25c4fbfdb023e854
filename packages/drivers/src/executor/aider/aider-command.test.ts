import { describe, expect, test } from 'vitest';
import { aiderCommand } from './aider-command.ts';

const given = {
  prompt: '/exit is not a command here\n!nor this',
  model: { name: 'gpt-5', effort: 'medium', gatewayUrl: 'http://127.0.0.1:4000', key: 'run-key' },
  folder: 'aider-1',
  python: '/agents/aider/bin/python',
  answerSeconds: 60,
} as const;

describe('the command of Aider', () => {
  test('asks the model of the project with its effort, at the gateway', () => {
    const { env, shown } = aiderCommand(given);
    expect(shown).toMatch(/^aider --model openai\/gpt-5 --weak-model openai\/gpt-5 --reasoning-effort medium --edit-format=diff /);
    expect(env).toMatchObject({ OPENAI_BASE_URL: 'http://127.0.0.1:4000/openai/v1', OPENAI_API_BASE: 'http://127.0.0.1:4000/openai/v1' });
  });

  test('has the key in its environment and nowhere else', () => {
    const { env, files, script, shown } = aiderCommand(given);
    expect(env['OPENAI_API_KEY']).toBe('run-key');
    expect(JSON.stringify([files, script, shown])).not.toContain('run-key');
  });

  test('begins its message with a line of ours: what begins with a slash would be a command to it', () => {
    expect(aiderCommand(given).files['prompt.md']).toMatch(/^Do the task .*\n\n\/exit is not/);
  });

  test.for([
    [
      'anthropic/claude-sonnet',
      'anthropic/claude-sonnet',
      { ANTHROPIC_BASE_URL: 'http://127.0.0.1:4000/anthropic', ANTHROPIC_API_KEY: 'run-key' },
    ],
    ['ollama/qwen3:8b', 'ollama_chat/qwen3:8b', { OLLAMA_API_BASE: 'http://127.0.0.1:4000/ollama', OLLAMA_API_KEY: 'run-key' }],
  ] as const)('speaks to %s in its own protocol', ([name, asked, variables]) => {
    const { env, shown } = aiderCommand({ ...given, model: { ...given.model, name } });
    expect(shown).toContain(`--model ${asked} `);
    expect(shown).not.toContain('--reasoning-effort');
    expect(env).toMatchObject(variables);
    expect(env).not.toHaveProperty('OPENAI_API_KEY');
  });

  test('a name cannot become more than one word for the shell', () => {
    const { script } = aiderCommand({ ...given, model: { ...given.model, name: "x'; touch y; '" } });
    expect(script).toContain(String.raw`'openai/x'\''; touch y; '\'''`);
  });
});
