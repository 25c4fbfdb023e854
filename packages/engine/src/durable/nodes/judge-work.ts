import { CodedError } from '@devteam/api';
import type { SandboxIdentity } from '@devteam/drivers/sandbox';
import { type Comparison, compareWithBaseline } from '../../decisions/verification/compare-with-baseline.ts';
import type { CriterionResult } from '../../decisions/verification/criteria/evaluate-criterion.ts';
import { mayRemoveTests } from '../../decisions/verification/may-remove-tests.ts';
import { type KnownRun, usableEvidence } from '../../decisions/verification/usable-evidence.ts';
import { type Verdict, defaultVerdictPolicy, verdictOf } from '../../decisions/verification/verdict.ts';
import type { BaselinePlace } from './kept-evidence.ts';
import { criteriaSeconds, lookAtCriteria } from './look-at-criteria.ts';
import type { NodeContext } from './node-context.ts';
import { inTree } from './open-tree.ts';
import { planChecks } from './plan-checks.ts';
import type { PlannedCheck } from './planned-check.ts';
import { type CheckRun, runChecks } from './run-checks.ts';

export interface WorkToJudge {
  commit: string;
  /** What it is compared with, and lands on. */
  parent: string;
  /** Null: to be recognised in the tree. */
  checks: PlannedCheck[] | null;
  criteria: readonly string[];
  changedFiles: readonly string[];
}

export interface Judged {
  verdict: Verdict;
  comparison: Comparison;
  /** The runs that count: of a check that ran twice, the one that speaks for it. */
  runs: CheckRun[];
  /** Null: nothing made it necessary to look at the base. */
  base: KnownRun[] | null;
  criteria: CriterionResult[];
  sandbox: SandboxIdentity;
}

/**
 * Runs the checks on exactly the tree that would land, and says what they mean. The base is looked at only if something failed, or if the change may have
 * taken tests away; mostly it is known already, because the work that landed last left it. What seems to be new runs once more in a fresh sandbox.
 */
export async function judgeWork(work: WorkToJudge, context: NodeContext, signal: AbortSignal): Promise<Judged> {
  const policy = { ...defaultVerdictPolicy, ...context.project.settings.verdict };
  const first = await runOnWork(work, context, signal);
  if (!first) throw new CodedError('no_checks');
  const { criteria, planned, runs: now, sandbox } = first;
  const at = { tree: await context.repository.treeOf(work.parent, { signal }), checks: work.checks, sandbox };
  let base = await context.evidence.findBaseline(at);
  const lookAtBase = async (runs: readonly CheckRun[]) => {
    if (base === null && needsBase(runs, work)) base = await runOnBase(work, at, context, signal);
  };
  await lookAtBase(now);
  const alone = judge({ base, now, rerun: [] });
  const again = isDoubtful(alone) ? planned.filter(({ kind, name }) => kind !== 'test' || isDoubted(alone, name)) : [];
  const rerun = again.length > 0 ? await runAgain(work, again, context, signal) : [];
  await lookAtBase(rerun);
  const comparison = rerun.length > 0 ? judge({ base, now, rerun }) : alone;
  const verdict = verdictOf(comparison, policy);
  for (const note of [...verdict.reasons, ...verdict.notes]) context.say(note, verdict.verdict === 'passed' ? 'info' : 'warn');
  return { verdict, comparison, runs: now.map((run) => better(run, rerun)), base, criteria, sandbox };
}

function judge(runs: { base: readonly KnownRun[] | null; now: readonly KnownRun[]; rerun: readonly KnownRun[] }): Comparison {
  const { base, now, rerun } = usableEvidence(runs);
  return compareWithBaseline(base, now, rerun);
}

/** Without a failure, and without a way to lose a test, a base could only say what is known; of what the machine spoiled it says nothing. */
const needsBase = (runs: readonly CheckRun[], { changedFiles }: WorkToJudge): boolean =>
  runs.some(({ evidence }) => baseMatters.has(evidence.outcome) || evidence.report?.tests.some(({ status }) => status === 'failed')) ||
  (runs.some(({ evidence }) => evidence.outcome === 'passed') && mayRemoveTests(changedFiles));
const baseMatters = new Set<string>(['failed', 'skipped']);

const isDoubtful = (comparison: Comparison): boolean => doubts(comparison).length > 0 || comparison.checked === 0;
const isDoubted = (comparison: Comparison, check: string): boolean =>
  comparison.checked === 0 || doubts(comparison).some((finding) => finding.check === check);
const doubts = (comparison: Comparison) => [...comparison.new, ...comparison.unclear];

/** Of two runs of one tree the one that came to a verdict, and of two verdicts the one with fewer failures. */
function better(run: CheckRun, rerun: readonly CheckRun[]): CheckRun {
  const other = rerun.find(({ result }) => result.name === run.result.name);
  return other && badness(other) < badness(run) ? other : run;
}

const badness = ({ evidence, result }: CheckRun): number => {
  if (result.result === 'passed') return 0;
  if (result.result !== 'failed') return Number.POSITIVE_INFINITY;
  return 1 + (evidence.report?.tests.filter(({ status }) => status === 'failed').length ?? 0);
};

const secondsOf = (checks: readonly PlannedCheck[]): number => checks.reduce((total, check) => total + check.timeoutSeconds, 0);
const saysSomething = (checks: readonly PlannedCheck[]): boolean => checks.some(({ kind }) => kind !== 'install');

const runOnWork = (work: WorkToJudge, context: NodeContext, signal: AbortSignal) =>
  inTree(
    context,
    {
      commit: work.commit,
      folder: 'work',
      plan: async (directory) => {
        const planned = await planChecks(work.checks, directory);
        if (!saysSomething(planned)) return null;
        return { planned, timeoutSeconds: secondsOf(planned) + criteriaSeconds(work.criteria) };
      },
    },
    async (place, { planned }) => {
      const runs = await runChecks(place, planned, signal);
      return { planned, runs, criteria: await lookAtCriteria(place, work, signal), sandbox: place.sandbox.identity };
    },
    signal,
  );

async function runAgain(
  { commit }: WorkToJudge,
  checks: readonly PlannedCheck[],
  context: NodeContext,
  signal: AbortSignal,
): Promise<CheckRun[]> {
  context.say('what failed runs once more on the same tree, in a fresh sandbox');
  const plan = () => Promise.resolve({ timeoutSeconds: secondsOf(checks) });
  return (await inTree(context, { commit, folder: 'again', plan }, (place) => runChecks(place, checks, signal), signal)) ?? [];
}

/** The same checks on what the work began at. A base on which nothing can be checked is one: then everything that fails is new. */
async function runOnBase(
  { checks, parent }: WorkToJudge,
  at: BaselinePlace,
  context: NodeContext,
  signal: AbortSignal,
): Promise<KnownRun[]> {
  context.say(`the same checks run on ${parent.slice(0, 9)}, without the work`);
  const runs = await inTree(
    context,
    {
      commit: parent,
      folder: 'base',
      plan: async (directory) => {
        const planned = await planChecks(checks, directory);
        return saysSomething(planned) ? { planned, timeoutSeconds: secondsOf(planned) } : null;
      },
    },
    (place, { planned }) => runChecks(place, planned, signal),
    signal,
  );
  const known = (runs ?? []).map(({ evidence, kind }) => ({ kind, evidence }));
  if (known.every(({ evidence }) => evidence.outcome === 'passed' || evidence.outcome === 'failed'))
    await context.evidence.saveBaseline(at, known);
  return known;
}
