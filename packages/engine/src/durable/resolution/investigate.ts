import { EvidenceLine, HypothesisView } from '@devteam/api';
import { z } from 'zod';
import { refusalOf } from '../../decisions/error-resolution/accept-verdict.ts';
import { evidenceLine, reported } from '../../decisions/error-resolution/evidence.ts';
import { type Experiment, type ExperimentRun, sameExperiment } from '../../decisions/error-resolution/experiments.ts';
import { hypothesesOf } from '../../decisions/error-resolution/hypotheses.ts';
import type { Hypothesis } from '../../decisions/error-resolution/hypothesis.ts';
import { type Reported, type Verdict, judge } from '../../decisions/error-resolution/judge.ts';
import { documentSymptoms } from '../../decisions/error-resolution/symptoms.ts';
import type { NodeContext } from '../nodes/node-context.ts';
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
  for (const hypothesis of hypotheses) {
    const verdict: Verdict | null = cause ? null : await test(hypothesis, { ask, log, report, runs });
    if (verdict) context.say(`${hypothesis.statement}: ${verdict.verdict}, ${verdict.why}`);
    if (verdict?.verdict === 'confirmed') cause = hypothesis;
    views.push(viewOf(hypothesis, verdict));
  }
  return { symptoms, hypotheses: views, cause: cause?.id ?? null, conclusion: concluded(cause, views), log };
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
