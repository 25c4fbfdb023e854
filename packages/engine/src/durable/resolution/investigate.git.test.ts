import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type EvidenceLine, type Failure, describeFailure } from '@devteam/api';
import { openRepository, type Repository } from '@devteam/drivers/repository';
import { getSandboxDriver } from '@devteam/drivers/sandbox';
import { openPromptConstructors, readModelSettings } from '@devteam/drivers/prompt';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { git } from '../../../../../e2e/support/git.ts';
import { isFullScale } from '../../../../../e2e/support/scale.ts';
import { type ScratchDirectory, makeScratchDirectory } from '../../../../../e2e/support/scratch-directory.ts';
import { type FakeOllamaOptions, type Scenario, startFakeOllama } from '../../../../drivers/src/prompt/testing/fake-ollama.ts';
import { hashOfLine } from '../../decisions/error-resolution/evidence.ts';
import type { ExperimentRun } from '../../decisions/error-resolution/experiments.ts';
import type { NodeContext } from '../nodes/node-context.ts';
import { type Investigated, investigate } from './investigate.ts';
import type { ResolutionInput } from './resolution-input.ts';
import { type Ground, runExperiment } from './run-experiment.ts';
import { type SeededFault, seededFaults } from './testing/seeded-faults.ts';

let scratch: ScratchDirectory;
beforeAll(async () => {
  scratch = await makeScratchDirectory('seeded-faults');
});
afterAll(() => scratch?.remove());

/** Two processors, and much of it waits for processes to start. */
const atOnce = 3;
const signal = AbortSignal.timeout(300_000);
const sandbox = getSandboxDriver('process', { installation: 'seeded-faults' });

async function write(directory: string, files: SeededFault['base']): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) await rm(join(directory, path));
    else {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
  }
}

async function commit(directory: string, message: string): Promise<string> {
  await git(directory, 'add', '-A');
  await git(directory, 'commit', '-q', '--allow-empty', '-m', message);
  return git(directory, 'rev-parse', 'HEAD');
}

/** The part of a node's context that experiments use, with real parts. */
function contextOf(repository: Repository, at: string, more: Partial<NodeContext> = {}): NodeContext {
  return {
    project: { id: 'seed', customerId: 'seed', settings: {} },
    repository,
    getSandboxDriver: () => Promise.resolve(sandbox),
    openWayOut: () => Promise.resolve(null),
    suggestHypotheses: () => Promise.resolve({ from: null, items: [], notes: [] }),
    claim: `seed-${at.split('/').at(-1)}`,
    workspace: join(at, 'runs', 'work'),
    now: () => new Date(),
    onOutput: () => undefined,
    say: () => undefined,
    ...more,
  } as unknown as NodeContext;
}

interface Played {
  fault: SeededFault;
  found: Investigated;
  /** With the scripted fix the check passes; undefined: there is none. */
  isMended: boolean | undefined;
}

async function play(fault: SeededFault, number: number, more: Partial<NodeContext> = {}): Promise<Played> {
  const at = join(scratch.path, `fault-${number}`);
  const work = join(at, 'repository');
  const marks = join(at, 'marks');
  await mkdir(marks, { recursive: true });
  await mkdir(join(at, 'runs'), { recursive: true });
  await write(work, fault.base);
  await git(work, 'init', '-q', '-b', 'main');
  const base = await commit(work, 'Base');
  await write(work, fault.work);
  const tried = await commit(work, 'Work');
  const { fix = {} } = fault;
  await write(work, fix);
  const mended = await commit(work, 'Fix');

  const repository = openRepository({ directory: join(at, 'mirror.git'), url: work });
  await repository.sync({ signal });
  const context = contextOf(repository, at, more);
  const command = fault.check.replaceAll('{marks}', marks);
  const checks = [{ name: 'check', command, timeoutSeconds: fault.timeoutSeconds ?? 30, kind: 'test' as const }];
  const ground: Ground = { base, work: tried, tip: base, listPath: 'task_lists.md', checks };
  const changedFiles = Object.keys(fault.work);
  const first = await runExperiment(context, { id: 'first', kind: 'rerun' }, ground, 100, signal);
  const input = {
    original: { key: '1', id: '1', title: 'The task' },
    failure: failureOf(first, command),
    failedAt: new Date().toISOString(),
    work: { base, commit: tried },
    changedFiles,
  } as Partial<ResolutionInput> as ResolutionInput;
  const found = await investigate(input, ground, context, signal);
  const after = fault.fix && (await runExperiment(context, { id: 'mended', kind: 'rerun' }, { ...ground, work: mended }, 200, signal));
  await repository.close();
  return { fault, found, isMended: after && after.ended === 'passed' };
}

/** As the engine says it of a check. */
function failureOf({ ended, lines }: ExperimentRun, command: string): Failure {
  const evidence = lines
    .filter(({ stream }) => stream !== 'engine')
    .map(({ text }) => text)
    .join('\n');
  const code = ended === 'failed' ? 'check_failed' : ended === 'timed_out' ? 'check_timed_out' : 'check_could_not_run';
  return describeFailure(code, { place: 'check', why: lines.at(-1)?.text ?? command, evidence });
}

/** Every line that a verdict quotes is in the log, under the hash that its own words give. */
function unfounded({ hypotheses, log }: Investigated): string[] {
  const lines = new Map<string, EvidenceLine>(log.map((line) => [hashOfLine(line), line]));
  return hypotheses.flatMap(({ id, quotes, verdict }) => {
    if (verdict === null) return [];
    const missing = quotes.filter((hash) => !lines.has(hash));
    return quotes.length === 0 || missing.length > 0 ? [`${id} ${verdict}: ${missing.join(', ') || 'quotes nothing'}`] : [];
  });
}

describe('seeded faults', () => {
  test('each verdict is the right one, and rests on lines of the log', async () => {
    const chosen = [...seededFaults.entries()].filter(([number, { cause }]) => isFullScale || number % 4 === 0 || cause === null);
    const played: Played[] = [];
    const waiting = [...chosen];
    const playNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) played.push(await play(next[1], next[0]));
    };
    await Promise.all(Array.from({ length: atOnce }, playNext));

    const wrong = played.filter(({ fault, found }) => found.cause !== fault.cause);
    const mendable = played.filter(({ isMended }) => isMended !== undefined);
    const resolved = mendable.filter(({ fault, found, isMended }) => isMended && found.cause === fault.cause);
    console.log(
      `seeded faults: ${played.length - wrong.length} of ${played.length} verdicts are right; ${resolved.length} of ${mendable.length} with a fix are resolved, ${Math.round((100 * resolved.length) / played.length)} % of all${wrong.map(({ fault, found }) => `; wrong: ${fault.name}, found ${found.cause}`).join('')}`,
    );
    const story = wrong.map(({ fault, found }) =>
      [
        `${fault.name}: ${found.cause} instead of ${fault.cause}`,
        ...found.hypotheses.map(({ id, verdict, why }) => `  ${id}: ${verdict} ${why}`),
        ...found.log.map(({ experiment, text }) => `    | ${experiment}: ${text}`),
      ].join('\n'),
    );
    expect(seededFaults.length).toBeGreaterThanOrEqual(30);
    expect(wrong.length, `wrong:\n${story.join('\n')}`).toBeLessThanOrEqual(Math.floor(chosen.length / 10));
    expect(played.length).toBe(chosen.length);
    expect(played.flatMap(({ found }) => unfounded(found))).toEqual([]);
    expect(played.flatMap(({ fault, isMended }) => (isMended === false ? [fault.name] : []))).toEqual([]);
    const kinds = new Set(played.flatMap(({ found }) => found.hypotheses.flatMap(({ verdict }) => verdict ?? [])));
    expect([...kinds].toSorted()).toEqual(['confirmed', 'eliminated', 'insufficient']);
    // What was only reported is in the log too, and shows symptoms.
    for (const { found } of played) expect(found.symptoms.filter(({ hash }) => !found.log.some((line) => line.hash === hash))).toEqual([]);
  }, 300_000);
});

/** The configuration and the program are broken, each in its own way, and a third change is innocent. */
const brokenTwice: SeededFault = {
  name: 'two causes and a bystander',
  base: {
    'config.json': '{ "port": 8080 }\n',
    'src/port.js': 'one\n',
    'check.sh': 'grep -q 8080 config.json && grep -q one src/port.js || { echo "error: no port"; exit 1; }\n',
  },
  work: { 'config.json': '{ "port": 1 }\n', 'src/port.js': 'two\n', 'README.md': 'New words.\n' },
  check: 'sh check.sh',
  cause: null,
};
const both = {
  statement: 'configuration and program are wrong together',
  nullHypothesis: 'one of the two is in order',
  layer: 'logic',
  experiment: 'without',
  target: ['config.json', 'src/port.js'],
};
const answering = (hypotheses: unknown[]) => ({ answer: () => JSON.stringify({ hypotheses }) });

/** The model that helps with prompts, with the faithful fake behind it. */
async function withModel(fake: FakeOllamaOptions, { settings = {}, scenario }: { settings?: object; scenario?: Scenario } = {}) {
  const server = await startFakeOllama(fake);
  onTestFinished(() => server.close());
  if (scenario) server.always(scenario);
  const prompts = openPromptConstructors({
    settings: readModelSettings({ hosts: [server.host], repairs: 1, totalSeconds: 30, lookSeconds: 5, ...settings }),
  });
  onTestFinished(() => prompts.close());
  const said: string[] = [];
  const more: Partial<NodeContext> = {
    suggestHypotheses: (question, stop) => prompts.suggest('ollama', question, { signal: stop, customer: 'seed' }),
    say: (text) => void said.push(text),
  };
  return { server, said, more };
}

describe('a change that is found to be the cause', () => {
  const lines = (...changed: number[]) =>
    Array.from({ length: 40 }, (_, n) => (changed.includes(n + 1) ? `changed ${n + 1}` : `line ${n + 1}`)).join('\n');
  const program: SeededFault = {
    name: 'one change of four',
    base: {
      'src/a.js': lines(),
      'src/b.js': lines(),
      'src/c.js': lines(),
      'check.sh': '! grep -q "changed 23" src/*.js || { echo "error: wrong at 23"; exit 1; }\n',
    },
    work: { 'src/a.js': lines(2), 'src/b.js': lines(3, 12, 23, 24, 37), 'src/c.js': lines(5) },
    check: 'sh check.sh',
    cause: 'without-logic',
  };

  test('is halved, file by file and then within the file, until nothing narrower can be said', async () => {
    const { found } = await play(program, 300);
    expect([found.cause, found.conclusion]).toEqual(['without-logic', 'the change of src/b.js, lines 23 to 24 is the cause']);
    expect(unfounded(found)).toEqual([]);
    const halves = found.hypotheses.filter(({ id }) => id.includes('.'));
    expect(halves.map(({ statement, verdict }) => [statement.slice('the change of '.length, -' is the cause'.length), verdict])).toEqual([
      ['src/a.js, src/b.js', 'confirmed'],
      ['src/a.js', 'eliminated'],
      ['src/b.js', 'confirmed'],
      ['src/b.js, lines 3, 12', 'eliminated'],
      ['src/b.js, lines 23 to 24, 37', 'confirmed'],
      ['src/b.js, lines 23 to 24', 'confirmed'],
    ]);
  });

  test('stays as it is if only all of it is wrong together', async () => {
    const { found } = await play(
      {
        ...program,
        base: { ...program.base, 'check.sh': `if grep -q changed src/a.js src/b.js; then echo "error: changed"; exit 1; fi\n` },
        work: { 'src/a.js': lines(2), 'src/b.js': lines(3) },
        check: program.check,
      },
      301,
    );
    expect([found.cause, found.hypotheses.filter(({ id }) => id.includes('.')).map(({ verdict }) => verdict)]).toEqual([
      'without-logic',
      ['eliminated', 'eliminated'],
    ]);
  });
});

describe('where the rules find nothing', () => {
  test('a model thinks of more: what can be tested is tested like all others, the rest is dropped and told', async () => {
    const { more, said, server } = await withModel(
      answering([
        { ...both, experiment: 'rm -rf /' },
        { ...both, nullHypothesis: '' },
        { ...both, target: ['src/other.js'] },
        { ...both, experiment: 'program', target: ['jq'] },
        both,
      ]),
    );
    const { found } = await play(brokenTwice, 200, more);
    expect(found.hypotheses.find(({ id }) => id === 'model-1')).toMatchObject({ from: 'ollama qwen3:8b', verdict: 'confirmed' });
    expect([found.cause, found.conclusion]).toEqual(['model-1', both.statement]);
    expect(unfounded(found)).toEqual([]);
    const dropped = said.filter((line) => line.startsWith('dropped'));
    expect(dropped).toEqual([
      expect.stringContaining('there is no experiment "rm -rf /"'),
      expect.stringContaining('nullHypothesis'),
      expect.stringContaining('"src/other.js" is no file that was changed'),
      expect.stringContaining('no line that was printed names jq'),
    ]);
    const asked = JSON.stringify(server.requests.at(-1)?.body);
    for (const fact of ['error: no port', 'config.json', 'the check is flaky', 'python_package']) expect(asked).toContain(fact);
  });

  test.each<[string, FakeOllamaOptions, { settings?: object; scenario?: Scenario }, RegExp]>([
    ['talks nonsense', {}, { scenario: 'prose' }, /answered 2 times what cannot be used/],
    ['is slow', {}, { scenario: 'silent', settings: { totalSeconds: 1 } }, /gave no hypotheses within the 1 s/],
    ['is without its model', { models: [] }, {}, /ollama qwen3:8b/],
    ['has no idea', answering([]), {}, /thinks of 0 hypotheses/],
  ])('a model that %s changes nothing but the log', async (what, fake, options, note) => {
    const { more, said } = await withModel(fake, options);
    const { found } = await play(brokenTwice, 201 + what.length, more);
    expect([found.cause, found.hypotheses.every(({ from }) => from === 'rules')]).toEqual([null, true]);
    expect(said.filter((line) => note.test(line))).toHaveLength(1);
  });

  test('a model is not asked where the rules found the cause', async () => {
    const { more, server } = await withModel(answering([both]));
    const { found } = await play({ ...brokenTwice, work: { 'src/port.js': 'two\n', 'README.md': 'New words.\n' } }, 240, more);
    expect(found.cause).toBe('without-logic');
    // Whether it is there is looked at all the same.
    expect(server.requests.filter(({ body }) => JSON.stringify(body).includes('the cause'))).toEqual([]);
  });
});
