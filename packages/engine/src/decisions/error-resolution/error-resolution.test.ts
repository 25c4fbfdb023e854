import { type ErrorCode, type EvidenceLine, causeLayers, describeFailure } from '@devteam/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usualBackOff } from '../failure-classes/back-off.ts';
import { refusalOf } from './accept-verdict.ts';
import { evidenceLine, hashOfLine, reported } from './evidence.ts';
import { type ExperimentRun, sameExperiment } from './experiments.ts';
import { type KnownError, hypothesesOf } from './hypotheses.ts';
import type { Hypothesis } from './hypothesis.ts';
import { type Reported, judge } from './judge.ts';
import { layerOfFile } from './layer-of-file.ts';
import { mostResolutions, nextResolution } from './recurrence.ts';
import { documentSymptoms } from './symptoms.ts';

const at = '2026-01-01T00:00:00.000Z';
const line = (experiment: string, text: string, stream: EvidenceLine['stream'] = 'stdout') =>
  evidenceLine({ at, experiment, stream, text });
const runOf = (experiment: string, ended: ExperimentRun['ended'], said = ''): ExperimentRun => ({
  experiment,
  ended,
  lines: [...(said ? [line(experiment, said)] : []), line(experiment, `${experiment} ${ended}`, 'engine')],
});
const failed: Reported = { lines: [line(reported, 'Error: sum is wrong')], ended: 'failed' };

const error = (changed: Partial<KnownError> = {}): KnownError => ({
  failure: describeFailure('check_failed'),
  symptoms: [],
  changedFiles: ['src/a.js'],
  hasWork: true,
  ...changed,
});
const ids = (hypotheses: readonly Hypothesis[]) => hypotheses.map(({ id }) => id);
const get = (id: string, given = error()): Hypothesis => {
  const found = hypothesesOf(given).find((each) => each.id === id);
  if (!found) throw new Error(`no hypothesis ${id}`);
  return found;
};
const verdictOf = (hypothesis: Hypothesis, runs: readonly ExperimentRun[], report = failed) =>
  judge(hypothesis, new Map(runs.map((run) => [run.experiment, run])), report).verdict;

describe('symptoms', () => {
  test('are lines of the log, as they are, and never anything else', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const log = texts.map((text) => line(reported, text));
        for (const { hash, text } of documentSymptoms(log)) expect(log.find((each) => each.hash === hash)?.text).toBe(text);
      }),
    );
    const of = (...texts: string[]) => documentSymptoms(texts.map((text) => line(reported, text))).map(({ text }) => text);
    expect(of('ok 1', 'not ok 2')).toEqual(['not ok 2']);
    expect(of('Unsupported engine: wanted node >=99', 'A check failed', 'done')).toEqual([
      'Unsupported engine: wanted node >=99',
      'A check failed',
    ]);
  });
});

describe('hypotheses', () => {
  test('are led by the null that the change is innocent, and go from the fundamental to the dependent', () => {
    const symptom = fc.constantFrom(
      "Error: Cannot find module 'left-pad'",
      'sh: 1: frob: not found',
      'API_TOKEN is not set',
      'requires node 99',
      'ECONNREFUSED 127.0.0.1:5432',
      'AssertionError: 1 !== 2',
    );
    const file = fc.constantFrom('src/a.js', 'package.json', 'config/app.json', 'index.html', 'tests/a.js', 'main.go');
    const code = fc.constantFrom<ErrorCode[]>(
      'check_failed',
      'check_timed_out',
      'check_could_not_run',
      'executor_failed',
      'merge_conflict',
    );
    fc.assert(
      fc.property(fc.array(symptom), fc.uniqueArray(file), code, fc.boolean(), (symptoms, changedFiles, name, hasWork) => {
        const found = hypothesesOf({ failure: describeFailure(name), symptoms, changedFiles, hasWork });
        const layers = found.map(({ layer }) => causeLayers.indexOf(layer));
        expect(layers).toEqual(layers.toSorted((a, b) => a - b));
        expect(new Set(ids(found)).size).toBe(found.length);
        expect(found.every(({ experiments, nullHypothesis }) => nullHypothesis !== '' && experiments.length > 0)).toBe(true);
        const isConflict = name === 'merge_conflict' && hasWork;
        expect(found[0]?.layer).toBe(isConflict ? 'interface' : 'innocence');
      }),
    );
  });

  test('come from what the symptoms name', () => {
    const of = (...symptoms: string[]) => ids(hypothesesOf(error({ symptoms })));
    expect(of("Error: Cannot find module '@acme/thing/part'")).toContain('module');
    expect(of("Error: Cannot find module './near.js'")).not.toContain('module');
    expect(of('sh: 1: frobnicate: not found')).toContain('program');
    expect(of('Error: API_TOKEN is not set')).toContain('variable');
    expect(of('npm ERR! Unsupported engine')).toContain('versions');
    expect(of('connect ECONNREFUSED 127.0.0.1:5432')).toContain('service');
    expect(hypothesesOf(error({ failure: describeFailure('check_timed_out') }))[0]?.id).toBe('host');
  });

  test('what an output names cannot leave its command', () => {
    const evil = hypothesesOf(error({ symptoms: ["Cannot find package 'a'; rm -rf ~ #'", "sh: 1: x';reboot': not found"] }));
    const commands = evil.flatMap(({ experiments }) => experiments.flatMap((each) => (each.kind === 'print' ? [each.command] : [])));
    expect(commands.join('\n')).not.toMatch(/rm -rf|reboot/);
  });

  test('each file of a change belongs to exactly one layer, and taking all of it back is the base', () => {
    expect(['a.js', 'package-lock.json', '.nvmrc', 'config/app.json', 'index.html', 'tests/a.js'].map(layerOfFile)).toEqual([
      'logic',
      'dependencies',
      'environment',
      'environment',
      'interface',
      'interface',
    ]);
    const changedFiles = ['src/a.js', 'index.html', 'package.json', '.env'];
    const files = hypothesesOf(error({ changedFiles })).flatMap((each) => each.files ?? []);
    expect(files.toSorted()).toEqual(changedFiles.toSorted());
    expect(sameExperiment({ id: 'x', kind: 'without', files: ['src/a.js'] }, ['src/a.js'])).toEqual({ id: 'base', kind: 'base' });
  });
});

describe('verdicts', () => {
  test('the innocent change: flaky, red before, ended by the host', () => {
    expect(verdictOf(get('flaky'), [runOf('rerun-1', 'failed'), runOf('rerun-2', 'passed')])).toBe('confirmed');
    expect(verdictOf(get('flaky'), [runOf('rerun-1', 'failed'), runOf('rerun-2', 'failed')])).toBe('eliminated');
    expect(verdictOf(get('base'), [runOf('base', 'passed')])).toBe('eliminated');
    expect(verdictOf(get('base'), [runOf('base', 'failed', 'Error: sum is wrong')])).toBe('confirmed');
    expect(verdictOf(get('base'), [runOf('base', 'failed', 'TypeError: nothing here')])).toBe('insufficient');
    const killed: Reported = { ...failed, ended: 'killed' };
    const host = get('host', error({ failure: describeFailure('check_could_not_run') }));
    expect(verdictOf(host, [runOf('rerun-1', 'passed'), runOf('rerun-2', 'passed'), runOf('base', 'passed')], killed)).toBe('confirmed');
    expect(verdictOf(host, [runOf('rerun-1', 'killed'), runOf('rerun-2', 'killed'), runOf('base', 'killed')], killed)).toBe('confirmed');
    expect(verdictOf(host, [runOf('rerun-1', 'killed'), runOf('rerun-2', 'killed'), runOf('base', 'passed')], killed)).toBe('eliminated');
  });

  test('a part of the change: with it it fails, without it not', () => {
    const without = get('without-logic', error({ changedFiles: ['src/a.js', 'index.html'] }));
    expect(verdictOf(without, [runOf('without-logic', 'passed')])).toBe('confirmed');
    expect(verdictOf(without, [runOf('without-logic', 'failed', 'Error: sum is wrong')])).toBe('eliminated');
    expect(verdictOf(without, [runOf('without-logic', 'failed', 'SyntaxError: unexpected end')])).toBe('insufficient');
    expect(verdictOf(without, [])).toBe('insufficient');
  });

  test('whatever was run, a verdict that decides quotes lines of its runs, and the same runs give the same', () => {
    const ended = fc.constantFrom<ExperimentRun['ended'][]>('passed', 'failed', 'timed_out', 'killed', 'could_not_run');
    const names = ['rerun-1', 'rerun-2', 'base', 'clean', 'without-logic', 'without-interface', 'module', 'merge'];
    const code = fc.constantFrom<ErrorCode[]>('check_failed', 'check_timed_out', 'check_could_not_run');
    const texts = fc.constantFrom('Error: sum is wrong', 'cannot be loaded: x', 'can be loaded: x', 'conflict: a', '');
    fc.assert(
      fc.property(fc.array(fc.record({ name: fc.constantFrom(...names), ended, text: texts })), code, ended, (told, name, how) => {
        const runs = new Map(told.map((each) => [each.name, runOf(each.name, each.ended, each.text)]));
        const report: Reported = { ...failed, ended: how === 'passed' ? 'failed' : how };
        const log = [...report.lines, ...[...runs.values()].flatMap(({ lines }) => lines)];
        const symptoms = ["Cannot find module 'x'"];
        for (const hypothesis of hypothesesOf(error({ failure: describeFailure(name), symptoms, changedFiles: ['a.js', 'b.html'] }))) {
          const verdict = judge(hypothesis, runs, report);
          expect(judge(hypothesis, runs, report)).toEqual(verdict);
          expect([hypothesis.id, refusalOf(verdict, log)]).toEqual([hypothesis.id, null]);
        }
      }),
    );
  });

  test('without a line of the log, with another one, or with none of an experiment, they are refused', () => {
    const log = [line(reported, 'Error: x'), line('base', 'base passed', 'engine')];
    const [said, run] = log;
    const of = (verdict: 'confirmed' | 'insufficient', quotes: string[]) => refusalOf({ verdict, why: '', quotes }, log);
    expect(of('confirmed', [run?.hash ?? ''])).toBeNull();
    expect(of('confirmed', [])).toMatch(/quotes no line/);
    expect(of('confirmed', [said?.hash ?? ''])).toMatch(/no line of an experiment/);
    expect(of('insufficient', [said?.hash ?? ''])).toBeNull();
    expect(of('confirmed', ['0123456789abcdef'])).toMatch(/which no line of the log has/);
    const forged = { ...line('base', 'base failed', 'engine'), hash: run?.hash ?? '' };
    expect(refusalOf({ verdict: 'confirmed', why: '', quotes: [forged.hash] }, [forged])).toMatch(/which no line of the log has/);
    expect(hashOfLine(line('a', 'b'))).not.toBe(hashOfLine(line('b', 'b')));
  });
});

describe('an error that comes back', () => {
  test('is investigated three times, later and later, whichever task it is of, and then a person is asked', () => {
    const given = { jitter: 0, backOff: usualBackOff };
    const earlier = (count: number) => Array.from({ length: count }, (_, index) => ({ taskKey: `1.${index % 2}`, status: 'unresolved' }));
    const next = [0, 1, 2].map((count) => nextResolution(earlier(count), given));
    expect(next).toEqual([0, 2.5, 5].map((afterSeconds, index) => ({ do: 'investigate', number: index + 1, afterSeconds })));
    expect(nextResolution(earlier(mostResolutions), given)).toEqual({ do: 'ask', words: '3 investigations of this error, in 1.0, 1.1' });
  });
});
