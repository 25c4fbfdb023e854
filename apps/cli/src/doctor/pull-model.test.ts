import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startFakeOllama } from '../../../../packages/drivers/src/prompt/testing/fake-ollama.ts';
import type { CommandContext } from '../command-context.ts';
import { loadConfig } from '../config.ts';
import type { Outlet } from '../output/outlet.ts';
import { colorless } from '../output/paint.ts';
import { checkModel } from './check-model.ts';
import { pullModel } from './pull-model.ts';

function paper(isTerminal: boolean): Outlet & { text: string } {
  const outlet = {
    text: '',
    isTerminal,
    paint: colorless,
    unicode: true,
    columns: () => 80,
    rows: () => 24,
    write: (text: string) => {
      outlet.text += text;
    },
    bytes: () => {},
    line: (text = '') => {
      outlet.text += `${text}\n`;
    },
    divertLines: () => {},
    onResize: () => () => {},
  };
  return outlet;
}
function contextOf(stderr: Outlet): CommandContext {
  return {
    config: { ...loadConfig({}), redraws: true },
    version: '0',
    server: {},
    stdout: paper(false),
    stderr,
    now: Date.now,
    endWith: () => {},
  };
}
async function hostWithout(model: string) {
  const server = await startFakeOllama({ models: [] });
  vi.stubEnv('OLLAMA_HOST', server.host);
  vi.stubEnv('DEVTEAM_PROMPT_MODEL', model);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  return server;
}

describe('devteam doctor --pull-model', () => {
  test('downloads the model, and the look at its host then finds it', async () => {
    const server = await hostWithout('qwen3:8b');
    expect(await checkModel()).toMatchObject([{ status: 'warning', detail: expect.stringContaining('is not among the models') }]);
    const stderr = paper(false);
    expect(await pullModel(contextOf(stderr))).toBe(true);
    expect(stderr.text.split('\n')[0]).toBe(`Downloading qwen3:8b to ${server.host}; it is some gigabytes.`);
    expect(stderr.text).toContain('100 %');
    expect(stderr.text.trim().split('\n').length).toBeLessThan(16);
    expect(await checkModel()).toMatchObject([{ status: 'ok', detail: expect.stringMatching(/answers within .* \(Ollama 0\.32\.15\)/) }]);
  });

  test('draws a bar in place on a terminal, and gives the cursor back', async () => {
    await hostWithout('qwen3:8b');
    const stderr = paper(true);
    await pullModel(contextOf(stderr));
    expect(stderr.text).toMatch(/━+─+ {2,3}\d+ %/);
    expect(stderr.text.endsWith('\u001B[?25h')).toBe(true);
  });

  test('says of a model that nobody has that it is missing', async () => {
    await hostWithout('no such model');
    await expect(pullModel(contextOf(paper(false)))).rejects.toMatchObject({
      code: 'model_missing',
      message: expect.stringContaining('file does not exist'),
    });
  });
});
