import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlCommands, executionStatuses } from '@devteam/api';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atScale, isFullScale } from '../../../../../e2e/support/scale.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../embedded/index.ts';
import { deleteProjects, migrate, openPool } from '../../store/index.ts';
import type { NewInjection } from '../injections/new-injection.ts';
import { type SteeredProject, openSteeredProject } from '../testing/steered-project.ts';
import { SteeringModel } from '../testing/steering-model.ts';

/** Each with a database of its own, so that what looks at all projects sees one. */
const lanes = 4;
const runs = atScale(60, 2000);

let home = '';
let postgres: EmbeddedPostgres;
const pools: Pool[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'devteam-model-'));
  execFileSync('chmod', ['755', home]);
  postgres = await startEmbeddedPostgres({ directory: home });
  const maker = openPool({ connectionString: postgres.url, max: 1 });
  await migrate(maker);
  const address = new URL(postgres.url);
  const template = address.pathname.slice(1);
  for (let lane = 0; lane < lanes; lane += 1) {
    address.pathname = `/lane_${lane}`;
    await maker.query(`create database lane_${lane} template ${template}`);
    // What a crash of the database would lose is no matter here.
    const pool = openPool({ connectionString: address.href, max: 4, options: '-c synchronous_commit=off' });
    pool.on('error', () => undefined);
    pools.push(pool);
  }
  await maker.end();
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await postgres?.stop();
  rmSync(home, { recursive: true, force: true });
});

const by = 'Maria';

describe('every command from every state is taken or refused as the table says', () => {
  test.each(executionStatuses)(
    '%s',
    async (status) => {
      const [pool] = pools;
      if (!pool) throw new Error('There is no database');
      for (const command of controlCommands)
        for (const task of command.endsWith('_task') || command === 'take_over' || command === 'give_back'
          ? (['1.1', '9.9'] as const)
          : [undefined]) {
          const project = await openSteeredProject(pool, { status });
          const { faults } = await project.ask({ command, by, ...(task ? { task } : {}) });
          expect([...faults, ...(await project.faults())], `${command} ${task ?? ''}`).toEqual([]);
        }
    },
    60_000,
  );
});

const work = fc
  .constantFrom('begin', 'begin', 'end', 'end', 'land', 'crash', 'tick', 'write_marks')
  .map((step) => ({ do: 'work', step }) as const);
const keys = fc.constantFrom('1.1', '1.1', '1.1', '1.2', '1.3', '1.1.5', '9.9');
/** Stops and what is refused most of the time end or waste a sequence: they come more seldom. */
const often = ['pause_after_node', 'pause_now', 'resume', 'resume', 'skip_task', 'take_over', 'give_back', 'replay_task'] as const;
const command = fc
  .record({
    command: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...often) }, { weight: 1, arbitrary: fc.constantFrom(...controlCommands) }),
    task: keys,
  })
  .map(({ command: name, task }) => ({ do: 'ask', command: name, task }) as const);
const stop = fc.record({
  when: fc.constantFrom('before', 'after', 'before_merge'),
  target: fc.oneof({ weight: 4, arbitrary: keys }, { weight: 1, arbitrary: fc.constant('1') }),
});
const stops = fc.array(stop, { maxLength: 2 }).map((wanted) => ({ do: 'stops', stops: wanted }) as const);
const wanted = fc.oneof(
  fc.constant({ mode: 'priority' as const }),
  fc.record({ mode: fc.constant('replace' as const), place: fc.option(keys, { nil: undefined }) }),
  fc.record({ mode: fc.constant('positional' as const), place: fc.constantFrom('after:1.1', 'before:1.3', '1.7', 'after:9.9') }),
);
const inject = fc.record({ wanted, key: fc.constantFrom('a', 'b', 'c') }).map(({ key, wanted: { mode, ...place } }) => {
  const at = 'place' in place && place.place !== undefined ? { place: place.place } : {};
  const injection: NewInjection = { mode, ...at, key, task: { title: `New ${key}` }, reason: 'A customer waits', by };
  return { do: 'inject', injection } as const;
});
const settle = fc
  .record({ event: fc.constantFrom('cancel', 'approve'), index: fc.nat(2) })
  .map(({ event, index }) => ({ do: 'settle', event, index }) as const);
const simple = fc.oneof(
  { weight: 8, arbitrary: work },
  { weight: 4, arbitrary: command },
  { weight: 1, arbitrary: stops },
  { weight: 2, arbitrary: inject },
  { weight: 1, arbitrary: settle },
);
type Simple = typeof simple extends fc.Arbitrary<infer Step> ? Step : never;
const carryOut = fc.record({ meanwhile: fc.option(simple) }).map(({ meanwhile }) => ({ do: 'carry_out', meanwhile }) as const);
const step = fc.oneof({ weight: 8, arbitrary: simple }, { weight: 1, arbitrary: carryOut });
/** Begin, end, land: what gets a task done. A sequence that never does is soon told. */
const task = fc.constant([...Array.from({ length: 3 }, () => [worker('begin'), worker('end')]).flat(), worker('land')]);
function worker(name: 'begin' | 'end' | 'land') {
  return { do: 'work', step: name } as const;
}
const sequence = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.array(step, { minLength: 1, maxLength: 4 }) }, { weight: 1, arbitrary: task }), {
    minLength: 2,
    maxLength: 6,
  })
  .map((parts) => parts.flat());
const approval = fc.subarray<NewInjection['mode']>(['priority', 'replace', 'positional']);

type Step = Simple | { do: 'carry_out'; meanwhile: Simple | null };

/** Each broke a promise once. */
const found: Record<string, Step[]> = {
  'a pause after the step is wanted, and who ran the step has died': [
    worker('begin'),
    { do: 'work', step: 'crash' },
    { do: 'ask', command: 'pause_after_node', task: '1.1' },
    worker('begin'),
    { do: 'ask', command: 'resume', task: '1.1' },
    worker('begin'),
  ],
  'who runs the step dies while a pause waits for its end': [
    worker('begin'),
    { do: 'ask', command: 'pause_after_node', task: '1.1' },
    { do: 'work', step: 'crash' },
    worker('begin'),
  ],
  'who pushes dies, and a stop point before the merges of its group comes meanwhile': [
    ...['begin', 'end', 'begin', 'end', 'begin'].map((name) => worker(name as 'begin' | 'end')),
    { do: 'stops', stops: [{ when: 'before_merge', target: '1' }] },
    { do: 'work', step: 'crash' },
    worker('begin'),
    worker('end'),
    worker('land'),
  ],
  'a stop point after a task that somebody leaves out': [
    worker('begin'),
    { do: 'stops', stops: [{ when: 'after', target: '1.1' }] },
    { do: 'ask', command: 'skip_task', task: '1.1' },
    { do: 'work', step: 'write_marks' },
  ],
  'a stop point before a task whose predecessor somebody leaves out': [
    worker('begin'),
    { do: 'stops', stops: [{ when: 'before', target: '1.2' }] },
    { do: 'ask', command: 'skip_task', task: '1.1' },
  ],
};

const answerMs: number[] = [];
/** Statuses and outcomes that came about: a sequence that leads nowhere shows nothing. */
const seen = new Set<string>();
const toBeSeen = ['running', 'paused', 'stopped', 'landed', 'canceled', 'done', 'pending'];
if (isFullScale) toBeSeen.push('initializing', 'waiting_for_human', 'completed', 'superseded', 'refused', 'approval');

async function take(project: SteeredProject, model: SteeringModel, one: Simple): Promise<string[]> {
  switch (one.do) {
    case 'work':
      await project.work(one.step);
      if (one.step === 'write_marks') model.writeMarks();
      else model[one.step]();
      return [];
    case 'ask': {
      const request = { command: one.command, by, ...(/_task$|^take|^give/.test(one.command) ? { task: one.task } : {}) };
      const before = performance.now();
      const { faults, taken } = await project.ask(request);
      answerMs.push(performance.now() - before);
      if (taken) model.command(request);
      return faults;
    }
    case 'stops':
      if ((await project.setStops(one.stops)) === null) model.setStops(one.stops);
      return [];
    case 'inject': {
      const [is, due] = [await project.inject(one.injection), model.inject(one.injection)];
      return is === due ? [] : [`the injection: ${is}, and ${due} was due`];
    }
    case 'settle': {
      const [is, due] = [await project.settle(one.event, one.index), model.settle(one.event, one.index)];
      return is === due ? [] : [`${one.event}: ${is}, and ${due} was due`];
    }
  }
}

async function run(pool: Pool, steps: readonly Step[], policy: NewInjection['mode'][]) {
  const project = await openSteeredProject(pool, { approval: policy });
  const model = new SteeringModel(policy);
  const compare = async (one: unknown, faults: readonly string[]) => {
    const observed = await project.observe();
    expect({ one, faults: [...faults, ...(await project.faults())], observed }).toEqual({ one, faults: [], observed: model.observation() });
    for (const word of [observed.status, ...Object.values(observed.outcomes), ...observed.injections.map((each) => each.slice(2))])
      seen.add(word);
  };
  for (const one of steps) {
    if (one.do !== 'carry_out') {
      await compare(one, await take(project, model, one));
      continue;
    }
    const placing = model.place();
    const found: string[] = [];
    await project.carryOut(async () => {
      if (!placing) return void found.push('it was carried out, and should have been refused');
      if (one.meanwhile) await compare(one, await take(project, model, one.meanwhile));
    });
    if (placing) model.putIn(placing);
    await compare(one, found);
  }
  await deleteProjects(pool, [project.id]);
}

test.each(Object.entries(found))('%s', async (_name, steps) => {
  const [pool] = pools;
  if (!pool) throw new Error('There is no database');
  await expect(run(pool, steps, [])).resolves.toBeUndefined();
});

test('an injection is taken back as long as nobody has begun with it, and never afterwards', async () => {
  const [pool] = pools;
  if (!pool) throw new Error('There is no database');
  const project = await openSteeredProject(pool, { approval: ['replace'] });
  const { branch } = await project.observe();
  const put = (key: string, mode: NewInjection['mode'] = 'priority') =>
    project.inject({
      mode,
      ...(mode === 'replace' ? { place: '1.2' } : {}),
      key,
      task: { title: `New ${key}` },
      reason: 'A customer waits',
      by,
    });
  const statuses = async () => (await project.observe()).injections;

  // Waiting for its turn, and waiting for somebody who approves.
  expect([await put('a'), await put('b', 'replace')]).toEqual([null, null]);
  expect(await statuses()).toEqual(['a pending', 'b approval']);
  expect([await project.settle('cancel', 0), await project.settle('cancel', 1)]).toEqual([null, null]);
  // The same again by the same person is the same answer.
  expect(await project.settle('cancel', 0)).toBeNull();
  expect(await project.settle('approve', 1)).toBe('injection_settled');
  await project.carryOut(async () => expect.unreachable('it was taken back'));
  expect(await project.observe()).toMatchObject({ branch, injections: ['a canceled', 'b canceled'], open: '1.1' });

  // Under way, done, and refused.
  expect(await put('c')).toBeNull();
  await project.carryOut(async () => expect(await project.settle('cancel', 2)).toBe('injection_settled'));
  expect(await project.settle('cancel', 2)).toBe('injection_settled');
  expect([await put('d', 'replace'), await project.ask({ command: 'skip_task', task: '1.2', by })]).toMatchObject([null, { taken: true }]);
  await project.work('write_marks');
  expect(await project.settle('approve', 3)).toBeNull();
  await project.carryOut(async () => expect.unreachable('what it names was closed'));
  expect(await project.settle('cancel', 3)).toBe('injection_settled');
  expect(await statuses()).toEqual(['a canceled', 'b canceled', 'c done', 'd refused']);
});

test(`${runs} sequences of commands, injections, stop points and deaths: rows, branch and people say what the model says`, async () => {
  const began = performance.now();
  const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
  const shares = pools.map((pool, lane) =>
    fc.assert(
      fc.asyncProperty(fc.tuple(sequence, approval), ([steps, policy]) => run(pool, steps, policy)),
      {
        numRuns: Math.ceil(runs / lanes),
        seed: seed + lane,
      },
    ),
  );
  await Promise.all(shares);
  const seconds = (performance.now() - began) / 1000;
  const sorted = answerMs.toSorted((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
  process.stderr.write(
    `${runs} sequences in ${seconds.toFixed(1)} s: ${(runs / seconds).toFixed(1)} a second; 95 of 100 of ${sorted.length} answers within ${p95.toFixed(0)} ms (seed ${seed})\n`,
  );
  expect(p95).toBeLessThan(1000);
  expect(toBeSeen.filter((word) => !seen.has(word))).toEqual([]);
}, 600_000);
