import { expect, test } from 'vitest';
import { codexCommand } from './codex-command.ts';

const given = {
  prompt: '/exit',
  model: { name: 'gpt-5', effort: 'medium', gatewayUrl: 'http://127.0.0.1:4000', key: 'run-key' },
  folder: 'codex-1',
  program: null,
} as const;

test('Codex asks the model of the project with its effort, at the gateway, and reads no settings of the repository', () => {
  const { shown } = codexCommand(given);
  for (const part of [
    '--model=gpt-5',
    'model_reasoning_effort="medium"',
    'base_url="http://127.0.0.1:4000/openai/v1"',
    '--ignore-rules',
    'project_doc_max_bytes=0',
    '--disable=hooks',
  ])
    expect(shown).toContain(part);
  expect(codexCommand({ ...given, model: { ...given.model, effort: null } }).shown).not.toContain('model_reasoning_effort');
});

test('the key is in its environment and nowhere else, and not in that of its commands', () => {
  const { env, files, script, shown } = codexCommand(given);
  expect(env['DEVTEAM_MODEL_KEY']).toBe('run-key');
  expect(JSON.stringify([files, script, shown])).not.toContain('run-key');
  expect(shown).toContain('shell_environment_policy.exclude=["DEVTEAM_*"]');
});
