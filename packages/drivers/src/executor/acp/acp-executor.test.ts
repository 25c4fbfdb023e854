import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ExecutorConformanceSubject, executorConformance } from '../executor.conformance.ts';
import { type ExecutorRequest, getExecutor } from '../index.ts';
import { openLocalWorkplace } from '../testing/local-workplace.ts';

const acp = getExecutor('acp');
const fakeAgent = fileURLToPath(new URL('../testing/fake-acp-agent.ts', import.meta.url));
const model = { name: 'gpt-5', effort: 'medium', gatewayUrl: 'http://127.0.0.1:9', key: 'run-key' } as const;
const settingsFor = (scenario: string) => ({ acpCommand: [process.execPath, fakeAgent, scenario] });

let root: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'devteam-acp-')));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const newDirectory = () => mkdtemp(join(root, 'place-'));
const openWorkplace = async (directory: string) => openLocalWorkplace(directory, join(await newDirectory(), 'home'));

const subject: ExecutorConformanceSubject = {
  executor: acp,
  newDirectory,
  openWorkplace,
  unusableSettings: { acpCommand: 'one text' },
  arrange: async (scenario) => ({ taskKey: '1', taskId: '1', settings: settingsFor(scenario), model }),
};

describe.concurrent('an agent that speaks ACP conforms', () => {
  test.for(executorConformance)('$name', async ({ run }) => {
    await expect(run(subject)).resolves.toBeUndefined();
  });
});

async function execute(scenario: string, changed: Partial<ExecutorRequest> = {}) {
  const directory = await newDirectory();
  await writeFile(join(directory, 'hello.txt'), 'hello\n');
  const lines: string[] = [];
  const outcome = await acp.execute({
    taskKey: '1',
    taskId: '1',
    attempt: 1,
    prompt: 'Greet the world.',
    workplace: await openWorkplace(directory),
    model,
    timeoutSeconds: 20,
    signal: new AbortController().signal,
    onOutput: (stream, text) => lines.push(`${stream}: ${text}`),
    settings: settingsFor(scenario),
    ...changed,
  });
  return { outcome, lines, hello: await readFile(join(directory, 'hello.txt'), 'utf8') };
}

describe.concurrent('what is told of an agent', () => {
  test('its words line by line, its calls, and its last words as the summary', async () => {
    const { lines, outcome } = await execute('edits');
    expect(outcome).toMatchObject({ ended: 'finished', summary: 'The greeting now names the world.', usage: null, failure: null });
    expect(lines.slice(1).filter((line) => !line.includes('Warning'))).toEqual([
      'stdout: The greeting now names the world.',
      'stdout: A note',
      'stdout: edit: write hello.txt',
      expect.stringMatching(/^stdout: asks to be allowed: write .*hello\.txt — allowed$/),
      'stdout: write hello.txt: completed',
      'stdout: edit: write docs/note.txt',
      expect.stringMatching(/— allowed$/),
      'stdout: write docs/note.txt: completed',
      'stdout: The greeting now names the world.',
    ]);
  });

  test('what it sends that nobody knows is passed over; it may not write by us', async () => {
    const { hello, lines, outcome } = await execute('is odd');
    expect(outcome).toMatchObject({ ended: 'finished', failure: null });
    expect(hello).toBe('hello, world\n');
    expect(lines.join('\n')).toMatch(/refused: .*not found/i);
  });

  test('it does not find what would set it up, which is there again afterwards as it was', async () => {
    const directory = await newDirectory();
    await mkdir(join(directory, '.claude'));
    const files = { 'hello.txt': 'hello\n', 'AGENTS.md': 'Do it.\n', '.claude/settings.json': 'of the repository\n' };
    for (const [path, text] of Object.entries(files)) await writeFile(join(directory, path), text);
    const { outcome } = await execute('looks around', { workplace: await openWorkplace(directory) });
    expect(outcome).toMatchObject({ ended: 'finished', summary: 'hello.txt' });
    for (const [path, text] of Object.entries(files)) expect(await readFile(join(directory, path), 'utf8')).toBe(text);
  });

  test.for([
    ['fails', 'provider_key_refused', /Incorrect API key/],
    ['dies', 'executor_failed', /out of luck/],
    ['says nothing', 'executor_answer_unusable', null],
    ['is cut', 'executor_answer_unusable', /And then/],
    ['reaches outside', 'executor_reached_outside', /outside\.txt/],
  ] as const)('one that %s has failed with %s', async ([scenario, code, evidence]) => {
    const { hello, outcome } = await execute(scenario);
    expect([outcome.ended, outcome.failure?.code, hello]).toEqual(['failed', code, 'hello\n']);
    expect(outcome.failure?.evidence ?? '').toMatch(evidence ?? /^$/);
  });

  test.for([
    [{ settings: { acpCommand: ['no-such-agent-here'] } }, 'executor_missing'],
    [{ settings: { acpCommand: [] } }, 'executor_settings_invalid'],
    [{ settings: { acpCommand: ['x'], acpEnvironment: { A: 1 } } }, 'executor_settings_invalid'],
    [{ model: null }, 'executor_model_missing'],
    [{ settings: {}, model: { ...model, name: 'ollama/qwen3:8b' } }, 'executor_model_unsupported'],
  ] as const)('a request with %j cannot begin', async ([changed, code]) => {
    expect((await execute('edits', changed)).outcome).toMatchObject({ ended: 'failed', failure: { code } });
  });
});
