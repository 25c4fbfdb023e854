import { EvidenceLine, HypothesisView } from '@devteam/api';
import { z } from 'zod';
import { refusalOf } from '../../decisions/error-resolution/accept-verdict.ts';
import { evidenceLine, reported } from '../../decisions/error-resolution/evidence.ts';
import { type Experiment, type ExperimentRun, sameExperiment } from '../../decisions/error-resolution/experiments.ts';
import { hypothesesOf } from '../../decisions/error-resolution/hypotheses.ts';
import { acceptSuggested, mostSuggested, offeredExperiments } from '../../decisions/error-resolution/suggested-hypotheses.ts';
import type { Hypothesis } from '../../decisions/error-resolution/hypothesis.ts';
import { type Reported, type Verdict, judge } from '../../decisions/error-resolution/judge.ts';
import { documentSymptoms } from '../../decisions/error-resolution/symptoms.ts';
import type { NodeContext } from '../nodes/node-context.ts';
import { narrowCause } from './narrow-cause.ts';
import type { ResolutionInput } from './resolution-input.ts';
import { type Ground, runExperiment } from './run-experiment.ts';

export const Investigated = z.object({
  symptoms: z.array(z.object({ text: z.string(), hash: z.string() })),
  hypotheses: z.array(HypothesisView),
  /** The first hypothesis that was confirmed. */
  cause: z.string().nullable(),
  conclusion: z.string(),
  log: z.array(EvidenceLine),
});
export type Investigated = z.infer<typeof Investigated>;

/** What the failed attempt printed, as lines of the log. */
export function reportedLines({ failedAt, failure }: ResolutionInput): EvidenceLine[] {
  const said = [...(failure.evidence ?? '').split('\n'), `${failure.what}: ${failure.why}`].filter((text) => text.trim() !== '');
  return said.map((text, index) =>
    evidenceLine({ at: failedAt, experiment: reported, stream: index === said.length - 1 ? 'engine' : 'stdout', text }),
  );
}

function endOfReport({ failure }: ResolutionInput): Reported['ended'] {
  if (failure.code === 'check_timed_out') return 'timed_out';
  if (failure.code !== 'check_could_not_run') return 'failed';
  return /killed|limit of/.test(failure.why) ? 'killed' : 'could_not_run';
}

/**
 * Tests the hypotheses in their order until one is confirmed: runs what each asks for, and reads what was printed. A verdict that quotes
 * no line of the log is not taken.
 */
export async function investigate(
  input: ResolutionInput,
  ground: Ground,
  context: NodeContext,
  signal: AbortSignal,
): Promise<Investigated> {
  const lines = reportedLines(input);
  const symptoms = documentSymptoms(lines);
  const report: Reported = { lines, ended: endOfReport(input) };
  const hypotheses = hypothesesOf({
    failure: input.failure,
    symptoms: symptoms.map(({ text }) => text),
    changedFiles: input.changedFiles,
    hasWork: input.work !== null,
  });
  const log = [...lines];
  const runs = new Map<string, ExperimentRun>();
  const ask = async (experiment: Experiment): Promise<void> => {
    const one = sameExperiment(experiment, input.changedFiles);
    const known = runs.get(one.id) ?? (await runExperiment(context, one, ground, runs.size + 1, signal));
    if (!runs.has(one.id)) log.push(...known.lines);
    runs.set(one.id, known);
    // The same run under the name that the hypothesis knows it by.
    runs.set(experiment.id, known);
  };
  const views: HypothesisView[] = [];
  let cause: Hypothesis | undefined;
  const testAll = async (some: readonly Hypothesis[]): Promise<void> => {
    for (const hypothesis of some) {
      const verdict: Verdict | null = cause ? null : await test(hypothesis, { ask, log, report, runs });
      if (verdict) context.say(`${hypothesis.statement}: ${verdict.verdict}, ${verdict.why}`);
      if (verdict?.verdict === 'confirmed') cause = hypothesis;
      views.push(viewOf(hypothesis, verdict));
    }
  };
  await testAll(hypotheses);
  // Rules first: a model is asked only where they found nothing, and what it thinks of is tested in the same way.
  if (!cause && !isOfBranch(input)) await testAll(await suggested(input, context, { log, views, hypotheses }, signal));
  const decided = views.length;
  const narrower =
    cause?.reading === 'without'
      ? await narrowCause(
          cause,
          ground,
          context.repository,
          async (half) => {
            const verdict = await test(half, { ask, log, report, runs });
            context.say(`${half.statement}: ${verdict.verdict}, ${verdict.why}`);
            views.push(viewOf(half, verdict));
            return verdict.verdict;
          },
          signal,
        )
      : undefined;
  return {
    symptoms,
    hypotheses: views,
    cause: cause?.id ?? null,
    conclusion: narrower?.statement ?? concluded(cause, views.slice(0, decided)),
    log,
  };
}

/** What the branch does with the work no run of a check could show. */
const isOfBranch = ({ failure: { code } }: ResolutionInput): boolean => code === 'merge_conflict' || code === 'push_refused';

/** What a model thinks may be behind it, as far as that can be tested. */
async function suggested(
  { changedFiles, failure, original }: ResolutionInput,
  context: NodeContext,
  { hypotheses, log, views }: { hypotheses: readonly Hypothesis[]; views: readonly HypothesisView[]; log: readonly EvidenceLine[] },
  signal: AbortSignal,
): Promise<Hypothesis[]> {
  const printed = log.filter(({ stream }) => stream !== 'engine').map(({ text }) => text);
  const { from, items, notes } = await context.suggestHypotheses(
    {
      task: original.title,
      failure: `${failure.what}: ${failure.why}`,
      symptoms: documentSymptoms(log).map(({ text }) => text),
      changedFiles,
      tested: views.map(({ statement, verdict }) => `${statement}: ${verdict ?? 'not tested'}`),
      experiments: offeredExperiments,
      most: mostSuggested,
    },
    signal,
  );
  for (const note of notes) context.say(note, 'warn');
  if (from === null) return [];
  const { dropped, hypotheses: accepted } = acceptSuggested(items, { from, changedFiles, printed, tested: hypotheses });
  context.say(
    `${from} thinks of ${items.length === 1 ? 'one hypothesis' : `${items.length} hypotheses`}, of which ${accepted.length} can be tested`,
  );
  for (const why of dropped) context.say(`dropped of what ${from} thinks: ${why}`, 'warn');
  return accepted;
}

interface Bench {
  ask: (experiment: Experiment) => Promise<void>;
  log: EvidenceLine[];
  report: Reported;
  runs: ReadonlyMap<string, ExperimentRun>;
}

async function test(hypothesis: Hypothesis, { ask, log, report, runs }: Bench): Promise<Verdict> {
  for (const experiment of hypothesis.experiments) await ask(experiment);
  const first = accepted(judge(hypothesis, runs, report), log);
  if (first.verdict !== 'insufficient' || hypothesis.more.length === 0) return first;
  for (const experiment of hypothesis.more) await ask(experiment);
  return accepted(judge(hypothesis, runs, report), log);
}

function accepted(verdict: Verdict, log: readonly EvidenceLine[]): Verdict {
  const refused = refusalOf(verdict, log);
  return refused === null ? verdict : { verdict: 'insufficient', why: `the verdict was refused: ${refused}`, quotes: [] };
}

const viewOf = ({ from, id, layer, nullHypothesis, statement }: Hypothesis, verdict: Verdict | null): HypothesisView => ({
  id,
  layer,
  statement,
  nullHypothesis,
  from,
  verdict: verdict?.verdict ?? null,
  why: verdict?.why ?? null,
  quotes: [...(verdict?.quotes ?? [])],
});

function concluded(cause: Hypothesis | undefined, views: readonly HypothesisView[]): string {
  if (cause) return cause.statement;
  const open = views.filter(({ verdict }) => verdict === 'insufficient').length;
  if (open === 0) return `all ${views.length} hypotheses were eliminated`;
  return `no hypothesis was confirmed: ${views.length - open} eliminated, ${open} without enough evidence`;
}
