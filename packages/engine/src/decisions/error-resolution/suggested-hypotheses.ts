import { causeLayers } from '@devteam/api';
import { z } from 'zod';
import { missingNodeModule, missingPythonModule, missingService } from './dependency-probes.ts';
import { missingProgram, missingVariable } from './environment-probes.ts';
import type { Hypothesis } from './hypothesis.ts';

/** So many of a model's are tested; each costs a run. */
export const mostSuggested = 3;

const sentence = z.string().trim().min(8).max(300);
const Suggestion = z.object({
  statement: sentence,
  nullHypothesis: sentence,
  layer: z.enum(causeLayers).exclude(['innocence']),
  experiment: z.string(),
  target: z.array(z.string().min(1).max(200)).min(1).max(50),
});
type Suggestion = z.infer<typeof Suggestion>;

/** What a model may ask for: experiments of ours, with a target that we check. It brings no command of its own. */
const offered: Readonly<Record<string, { takes: string; target?: RegExp; make?: (target: string) => Hypothesis }>> = {
  without: { takes: 'paths of changed files whose change may be the cause' },
  program: { takes: 'the name of one program that may be missing', target: /^[\w.+-]{1,60}$/, make: missingProgram },
  variable: { takes: 'the name of one environment variable that may not be set', target: /^[A-Za-z_]\w{0,60}$/, make: missingVariable },
  node_package: {
    takes: 'the name of one npm package that may not be installed',
    target: /^(?:@[\w.-]+\/)?[\w-][\w.-]{0,80}$/,
    make: missingNodeModule,
  },
  python_package: {
    takes: 'the name of one Python package that may not be installed',
    target: /^[A-Za-z_]\w{0,80}$/,
    make: missingPythonModule,
  },
  service: { takes: 'the number of one local port at which nothing may answer', target: /^\d{1,5}$/, make: missingService },
};

export const offeredExperiments = Object.entries(offered).map(([name, { takes }]) => ({ name, takes }));

export interface KnownToAll {
  readonly from: string;
  readonly changedFiles: readonly string[];
  /** Lines of the log so far. */
  readonly printed: readonly string[];
  /** Those of the rules. */
  readonly tested: readonly Hypothesis[];
}

/** What of a model's hypotheses is tested, and why the rest is not. */
export function acceptSuggested(items: readonly unknown[], known: KnownToAll): { hypotheses: Hypothesis[]; dropped: string[] } {
  const hypotheses: Hypothesis[] = [];
  const dropped: string[] = [];
  for (const [index, item] of items.entries()) {
    const made =
      hypotheses.length < mostSuggested
        ? hypothesisOf(item, `model-${hypotheses.length + 1}`, { ...known, tested: [...known.tested, ...hypotheses] })
        : `only ${mostSuggested} are tested`;
    if (typeof made === 'string') dropped.push(`number ${index + 1}: ${made}`);
    else hypotheses.push(made);
  }
  return { hypotheses, dropped };
}

/** A text says why it is none. */
function hypothesisOf(item: unknown, id: string, known: KnownToAll): Hypothesis | string {
  const parsed = Suggestion.safeParse(item);
  if (!parsed.success)
    return parsed.error.issues
      .map(({ message, path }) => `${path.join('.') || 'it'}: ${message}`)
      .join('; ')
      .slice(0, 300);
  const said = parsed.data;
  if (!Object.hasOwn(offered, said.experiment)) return `there is no experiment ${JSON.stringify(said.experiment.slice(0, 60))}`;
  const words = { id, layer: said.layer, statement: said.statement, nullHypothesis: said.nullHypothesis, from: known.from };
  return said.experiment === 'without' ? withoutFiles(said, words, known) : probing(said, words, known);
}

type Words = Pick<Hypothesis, 'id' | 'layer' | 'statement' | 'nullHypothesis' | 'from'>;

function withoutFiles({ target }: Suggestion, words: Words, { changedFiles, tested }: KnownToAll): Hypothesis | string {
  const strange = target.find((path) => !changedFiles.includes(path));
  if (strange !== undefined) return `${JSON.stringify(strange)} is no file that was changed`;
  const files = changedFiles.filter((path) => target.includes(path));
  if (files.length === changedFiles.length) return 'the work without all of its changes was run';
  const isSame = (other: readonly string[]): boolean => other.length === files.length && other.every((path) => files.includes(path));
  if (tested.some((each) => each.reading === 'without' && isSame(each.files ?? []))) return 'the work without just these changes was run';
  return { ...words, reading: 'without', experiments: [{ id: words.id, kind: 'without', files }], more: [], files };
}

function probing({ experiment, target }: Suggestion, words: Words, { printed, tested }: KnownToAll): Hypothesis | string {
  const { make, target: form } = offered[experiment] ?? {};
  const [name = ''] = target;
  if (!make || !form?.test(name) || target.length !== 1)
    return `${JSON.stringify(target.join(', ').slice(0, 60))} is nothing that ${experiment} takes`;
  // That something is missing which nobody asked for explains nothing.
  if (!printed.some((line) => line.includes(name))) return `no line that was printed names ${name}`;
  const probe = make(name);
  const command = commandOf(probe);
  if (tested.some((each) => commandOf(each) === command)) return `whether ${name} is there was looked at`;
  return { ...probe, ...words, experiments: [{ id: words.id, kind: 'print', command }] };
}

const commandOf = ({ experiments }: Hypothesis): string => experiments.map((each) => (each.kind === 'print' ? each.command : '')).join('');
