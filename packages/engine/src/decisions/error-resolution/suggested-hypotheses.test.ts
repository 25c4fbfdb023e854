import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hypothesesOf } from './hypotheses.ts';
import { acceptSuggested, mostSuggested, offeredExperiments } from './suggested-hypotheses.ts';

const changedFiles = ['src/a.js', 'src/b.js', 'settings.json'];
const printed = ['sh: jq is not here', 'Error: needs left-pad', 'MY_TOKEN', 'refused at 5432'];
const failure = { code: 'check_failed', class: 'work', why: 'exit code 1', place: 'test' } as const;
const tested = hypothesesOf({ failure, symptoms: [], changedFiles, hasWork: true });
const known = { from: 'ollama qwen3:8b', changedFiles, printed, tested };
const one = {
  statement: 'jq is missing here',
  nullHypothesis: 'jq can be run here',
  layer: 'environment',
  experiment: 'program',
  target: ['jq'],
};
const accept = (...items: unknown[]) => acceptSuggested(items, known);

describe('what a model thinks of', () => {
  test('is tested by experiments of ours, in its words', () => {
    const { dropped, hypotheses } = accept(
      one,
      { ...one, experiment: 'node_package', target: ['left-pad'], layer: 'dependencies' },
      { ...one, experiment: 'without', target: ['src/a.js', 'settings.json'], layer: 'logic' },
    );
    expect(dropped).toEqual([]);
    expect(hypotheses).toMatchObject([
      { id: 'model-1', from: 'ollama qwen3:8b', statement: 'jq is missing here', reading: 'printed', experiments: [{ kind: 'print' }] },
      { id: 'model-2', layer: 'dependencies', reading: 'printed' },
      { id: 'model-3', reading: 'without', experiments: [{ kind: 'without', files: ['src/a.js', 'settings.json'] }] },
    ]);
  });

  test.each([
    ['names no null', { ...one, nullHypothesis: '' }, 'nullHypothesis'],
    ['names an experiment that is none of ours', { ...one, experiment: 'constructor' }, 'no experiment'],
    ['blames nobody', { ...one, layer: 'innocence' }, 'layer'],
    ['would run something', { ...one, target: ['$(rm -rf /)'] }, 'nothing that program takes'],
    ['looks for what nobody asked for', { ...one, target: ['cargo'] }, 'no line that was printed names cargo'],
    ['blames a file that was not changed', { ...one, experiment: 'without', target: ['/etc/passwd'] }, 'no file that was changed'],
    ['blames all of the change', { ...one, experiment: 'without', target: changedFiles }, 'all of its changes'],
    ['thinks of what the rules thought of', { ...one, experiment: 'without', target: ['src/b.js', 'src/a.js'] }, 'just these changes'],
    ['is no hypothesis', 'jq', 'it: '],
  ])('is dropped if it %s', (_, item, why) => {
    const { dropped, hypotheses } = accept(item);
    expect([hypotheses, dropped]).toEqual([[], [expect.stringContaining(why)]]);
  });

  test('twice is once, and more than are tested are dropped', () => {
    const port = (target: string) => ({ ...one, experiment: 'service', target: [target] });
    const { dropped, hypotheses } = accept(one, one, port('5432'), port('543'), port('54'), port('5'));
    expect([hypotheses.length, dropped.length]).toEqual([mostSuggested, 3]);
  });

  test('whatever it says: nothing is run but experiments of the list, with names that are names', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('jq', 'MY_TOKEN', 'src/a.js', '5432', '`id`', "'; id #"));
    const item = fc.oneof(
      fc.anything(),
      fc.record({
        statement: fc.constant(one.statement),
        nullHypothesis: fc.constant(one.nullHypothesis),
        layer: fc.constantFrom('environment', 'logic'),
        experiment: fc.constantFrom(...offeredExperiments.map(({ name }) => name), '__proto__'),
        target: fc.array(text, { maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 6 }), (items) => {
        const { dropped, hypotheses } = acceptSuggested(items, {
          ...known,
          printed: [...printed, ...items.map((each) => JSON.stringify(each) ?? '')],
        });
        expect(hypotheses.length + dropped.length).toBe(items.length);
        for (const { experiments, from, nullHypothesis } of hypotheses) {
          expect([from, nullHypothesis]).toEqual([known.from, one.nullHypothesis]);
          expect(experiments.map(({ kind }) => kind)).toEqual([expect.stringMatching(/^(?:print|without)$/)]);
          expect(experiments.flatMap((each) => (each.kind === 'print' ? [each.command] : [])).join('')).not.toMatch(/`id`|; id #/);
        }
      }),
    );
  });
});
