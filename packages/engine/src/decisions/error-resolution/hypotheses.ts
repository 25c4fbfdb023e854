import type { CauseLayer, Failure } from '@devteam/api';
import type { Experiment } from './experiments.ts';
import type { Hypothesis } from './hypothesis.ts';
import { layerOfFile } from './layer-of-file.ts';
import { environmentProbes } from './environment-probes.ts';
import { dependencyProbes } from './dependency-probes.ts';

export interface KnownError {
  readonly failure: Pick<Failure, 'code' | 'class' | 'why' | 'place'>;
  readonly symptoms: readonly string[];
  /** Of the work; empty if there is none. */
  readonly changedFiles: readonly string[];
  readonly hasWork: boolean;
}

export const rerun = (number: number): Experiment => ({ id: `rerun-${number}`, kind: 'rerun' });
const base: Experiment = { id: 'base', kind: 'base' };

/**
 * What may be behind an error, by rules: led by the null that the change is innocent, then from the most fundamental to what depends on
 * it. The order is the order of testing, and the first that is confirmed ends it.
 */
export function hypothesesOf(error: KnownError): Hypothesis[] {
  if (error.failure.code === 'push_refused') return [remote, refused];
  if (!error.hasWork) return [withoutTheChange, ...probes(error), executorHypothesis];
  if (error.failure.code === 'merge_conflict') return [conflict];
  const innocence = isAboutEnd(error) ? [host, flaky, withoutTheChange] : [flaky, withoutTheChange, host];
  return [...innocence, ...byLayer(error)];
}

/** It did not end by itself: the host is asked first. */
const isAboutEnd = ({ failure }: KnownError): boolean => failure.code === 'check_timed_out' || failure.code === 'check_could_not_run';

function byLayer(error: KnownError): Hypothesis[] {
  const found = [...probes(error), ...withoutLayers(error), ...(error.failure.code === 'check_timed_out' ? [hang] : []), clean];
  return (['environment', 'dependencies', 'logic', 'interface'] as const).flatMap((layer) => found.filter((each) => each.layer === layer));
}

const probes = (error: KnownError): Hypothesis[] => [...environmentProbes(error.symptoms), ...dependencyProbes(error.symptoms)];

const flaky: Hypothesis = {
  id: 'flaky',
  layer: 'innocence',
  statement: 'the check is flaky: it fails and passes on the same tree',
  nullHypothesis: 'the check always fails on this tree',
  from: 'rules',
  reading: 'flaky',
  experiments: [rerun(1), rerun(2)],
  more: [],
};

const withoutTheChange: Hypothesis = {
  id: 'base',
  layer: 'innocence',
  statement: 'the change is innocent: it fails without it too',
  nullHypothesis: 'without the change the checks pass',
  from: 'rules',
  reading: 'base',
  experiments: [base],
  more: [],
};

const host: Hypothesis = {
  id: 'host',
  layer: 'innocence',
  statement: 'the host did it: the check was ended from outside, or not let run',
  nullHypothesis: 'the check ends by itself, with its own verdict',
  from: 'rules',
  reading: 'host',
  experiments: [rerun(1), rerun(2), base],
  more: [],
};

const clean: Hypothesis = {
  id: 'clean',
  layer: 'environment',
  statement: 'it depends on the clock zone, the language or what an earlier run left',
  nullHypothesis: 'in another environment it fails in the same way',
  from: 'rules',
  reading: 'clean',
  experiments: [{ id: 'clean', kind: 'clean_environment' }],
  more: [],
};

const hang: Hypothesis = {
  id: 'hang',
  layer: 'logic',
  statement: 'the change keeps the check from ending',
  nullHypothesis: 'with the change the check ends as it does without it',
  from: 'rules',
  reading: 'hang',
  experiments: [rerun(1), base],
  more: [rerun(2)],
};

const conflict: Hypothesis = {
  id: 'conflict',
  layer: 'interface',
  statement: 'the change and what others have pushed meanwhile cannot both stand',
  nullHypothesis: 'the two merge without a conflict',
  from: 'rules',
  reading: 'conflict',
  experiments: [{ id: 'merge', kind: 'merge' }],
  more: [],
};

const taken: Experiment = { id: 'taken', kind: 'taken' };

const remote: Hypothesis = {
  id: 'remote',
  layer: 'innocence',
  statement: 'the change is innocent: the remote takes nothing of ours, whatever it is',
  nullHypothesis: 'the remote takes other commits of ours to this branch',
  from: 'rules',
  reading: 'remote',
  experiments: [taken],
  more: [],
};

const refused: Hypothesis = {
  id: 'refused',
  layer: 'interface',
  statement: 'the remote does not take what this change contains',
  nullHypothesis: 'the remote refuses this change as it refuses any other',
  from: 'rules',
  reading: 'refused',
  experiments: [taken],
  more: [],
};

const executorHypothesis: Hypothesis = {
  id: 'executor',
  layer: 'logic',
  statement: 'the executor did not carry the task out, though nothing around it is broken',
  nullHypothesis: 'something around the executor kept it from its work',
  from: 'rules',
  reading: 'executor',
  experiments: [base],
  more: [],
};

const words: Readonly<Record<Exclude<CauseLayer, 'innocence'>, string>> = {
  environment: 'configuration',
  dependencies: 'what the project depends on',
  logic: 'the program',
  interface: 'what is promised outward: pages, texts, tests',
};

/** One for each layer that the change touches: the work without its changes there. */
function withoutLayers({ changedFiles }: KnownError): Hypothesis[] {
  return (Object.keys(words) as (keyof typeof words)[]).flatMap((layer) => {
    const files = changedFiles.filter((path) => layerOfFile(path) === layer);
    if (files.length === 0) return [];
    return [
      {
        id: `without-${layer}`,
        layer,
        statement: `the change of ${words[layer]} is the cause: ${files.slice(0, 5).join(', ')}`,
        nullHypothesis: `without the change of ${words[layer]} it fails in the same way`,
        from: 'rules',
        reading: 'without' as const,
        experiments: [{ id: `without-${layer}`, kind: 'without' as const, files }],
        more: [],
        files,
      },
    ];
  });
}
