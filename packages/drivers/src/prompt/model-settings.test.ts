import { describe, expect, test } from 'vitest';
import { modelSettingsOf, ollamaAddress, readModelSettings } from './model-settings.ts';

describe('settings of the prompt model', () => {
  test('have a default for everything', () => {
    expect(modelSettingsOf({})).toMatchObject({
      hosts: ['http://127.0.0.1:11434'],
      model: 'qwen3:8b',
      contextTokens: 8192,
      temperature: 0.1,
      topP: 0.9,
      fallback: null,
      pullMissing: false,
      restart: { by: 'nobody' },
    });
    expect(readModelSettings({})).toEqual(modelSettingsOf({ OLLAMA_HOST: '', DEVTEAM_PROMPT_MODEL: ' ' }));
  });

  test('come from the environment', () => {
    const settings = modelSettingsOf({
      OLLAMA_HOST: 'gpu-1',
      DEVTEAM_OLLAMA_HOSTS: 'gpu-2:9000, https://gpu-3/',
      DEVTEAM_PROMPT_MODEL: 'qwen3:14b',
      DEVTEAM_PROMPT_CONTEXT: '16384',
      DEVTEAM_PROMPT_PULL: '1',
      DEVTEAM_PROMPT_FALLBACK_URL: 'https://models.example/v1/',
      DEVTEAM_PROMPT_FALLBACK_MODEL: 'small',
      DEVTEAM_PROMPT_FALLBACK_KEY: 'sk-planted',
      DEVTEAM_OLLAMA_RESTART: 'compose:/srv/a:b/compose.yml:ollama',
    });
    expect(settings).toMatchObject({
      hosts: ['http://gpu-1:11434', 'http://gpu-2:9000', 'https://gpu-3:443'],
      model: 'qwen3:14b',
      contextTokens: 16_384,
      pullMissing: true,
      fallback: { baseUrl: 'https://models.example/v1', model: 'small', apiKey: 'sk-planted' },
      restart: { by: 'compose', file: '/srv/a:b/compose.yml', service: 'ollama' },
    });
  });

  test.each([
    ['systemd:ollama.service', { by: 'systemd', unit: 'ollama.service', isUser: false }],
    ['systemd-user:ollama', { by: 'systemd', unit: 'ollama', isUser: true }],
    ['container:ollama', { by: 'container', name: 'ollama' }],
    ['child:ollama serve', { by: 'child', command: ['ollama', 'serve'] }],
  ])('a restart by %s', (text, restart) => {
    expect(modelSettingsOf({ DEVTEAM_OLLAMA_RESTART: text }).restart).toEqual(restart);
  });

  test.each([
    [{ DEVTEAM_PROMPT_CONTEXT: 'many' }, /contextTokens: /],
    [{ DEVTEAM_PROMPT_CONTEXT: '10' }, /contextTokens: /],
    [{ DEVTEAM_PROMPT_FALLBACK_URL: 'ftp://x', DEVTEAM_PROMPT_FALLBACK_MODEL: 'm' }, /fallback.baseUrl: must be an address/],
    [{ DEVTEAM_PROMPT_FALLBACK_URL: 'https://x/v1' }, /fallback.model: /],
    [{ OLLAMA_HOST: 'http://me:sk-planted@gpu' }, /hosts.0: /],
    [{ DEVTEAM_OLLAMA_RESTART: 'prayer' }, /restart.by: /],
    [{ DEVTEAM_OLLAMA_RESTART: 'systemd:--now' }, /restart.unit: must be a plain name/],
  ])('%j is refused, naming the field and not what was given', (env, said) => {
    const refusal = { code: 'prompt_settings_invalid', message: expect.stringMatching(said) };
    expect(() => modelSettingsOf(env)).toThrow(expect.objectContaining(refusal));
    expect(() => modelSettingsOf(env)).not.toThrow('planted');
  });

  test('a field that is not known is refused', () => {
    expect(() => readModelSettings({ modle: 'x' })).toThrow(/modle/);
  });
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:11434'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
  [':8080', 'http://127.0.0.1:8080'],
  ['gpu', 'http://gpu:11434'],
  ['http://gpu', 'http://gpu:80'],
  ['https://gpu/ollama', 'https://gpu:443/ollama'],
  ['https://gpu:9/', 'https://gpu:9/'],
  ['::1', 'http://[::1]:11434'],
  ['[::1]:7', 'http://[::1]:7'],
  ['[::]', 'http://127.0.0.1:11434'],
])('OLLAMA_HOST=%s means %s', (text, address) => {
  expect(ollamaAddress(text)).toBe(address);
});
