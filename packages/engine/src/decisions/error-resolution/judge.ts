import type { EvidenceLine, VerdictKind } from '@devteam/api';
import { type FailureSignature, failureSignature, sameError, similarity } from '../verification/failure/failure-signature.ts';
import type { ExperimentRun, Runs } from './experiments.ts';
import type { Hypothesis } from './hypothesis.ts';

export interface Verdict {
  readonly verdict: VerdictKind;
  /** A sentence for people without a full stop. */
  readonly why: string;
  /** Hashes of the lines that show it. */
  readonly quotes: readonly string[];
}

export interface Reported {
  readonly lines: readonly EvidenceLine[];
  /** `failed`: it ended with its own verdict. */
  readonly ended: Exclude<ExperimentRun['ended'], 'passed'>;
}

/** What the runs of a hypothesis show. The same runs always show the same. */
export function judge(hypothesis: Hypothesis, runs: Runs, report: Reported): Verdict {
  const mine = [...hypothesis.experiments, ...hypothesis.more].flatMap(({ id }) => runs.get(id) ?? []);
  if (mine.length === 0) return open('nothing was run', report.lines.slice(-1));
  return readings[hypothesis.reading]({ hypothesis, runs: mine, all: runs, report });
}

interface Case {
  hypothesis: Hypothesis;
  runs: readonly ExperimentRun[];
  all: Runs;
  report: Reported;
}

const open = (why: string, lines: readonly EvidenceLine[]): Verdict => ({ verdict: 'insufficient', why, quotes: hashes(lines) });
const confirmed = (why: string, lines: readonly EvidenceLine[]): Verdict => ({ verdict: 'confirmed', why, quotes: hashes(lines) });
const eliminated = (why: string, lines: readonly EvidenceLine[]): Verdict => ({ verdict: 'eliminated', why, quotes: hashes(lines) });
const hashes = (lines: readonly EvidenceLine[]): string[] => [...new Set(lines.map(({ hash }) => hash))];

const endOf = ({ lines }: ExperimentRun): EvidenceLine[] => lines.slice(-1);
const ends = (runs: readonly ExperimentRun[]): EvidenceLine[] => runs.flatMap(endOf);
const isRerun = ({ experiment }: ExperimentRun): boolean => experiment.startsWith('rerun-');

const signatureOf = (lines: readonly EvidenceLine[]): FailureSignature =>
  failureSignature(
    lines
      .filter(({ stream }) => stream !== 'engine')
      .map(({ text }) => text)
      .join('\n'),
  );
/** Silent checks fail alike: only how they end is known of them. */
const isSameFailure = (run: ExperimentRun, report: Reported): boolean =>
  run.ended === report.ended && (run.ended !== 'failed' || similarity(signatureOf(run.lines), signatureOf(report.lines)) >= sameError);

const readings: Readonly<Record<Hypothesis['reading'], (given: Case) => Verdict>> = {
  flaky: ({ report, runs }) => {
    const passed = runs.filter(({ ended }) => ended === 'passed');
    if (passed.length > 0)
      return confirmed(`it failed, and passed ${passed.length} of ${runs.length} times on the same tree`, [
        ...ends(passed),
        ...report.lines.slice(-1),
      ]);
    return eliminated(`it failed ${runs.length} of ${runs.length} times`, ends(runs));
  },
  base: ({ report, runs }) => {
    const [run] = runs;
    if (!run) return open('the base was not run', report.lines.slice(-1));
    if (run.ended === 'passed') return eliminated('without the change the checks pass', endOf(run));
    if (isSameFailure(run, report)) return confirmed('without the change it fails in the same way', [...tellingOf(run), ...endOf(run)]);
    return open('without the change it fails in another way', [...tellingOf(run), ...endOf(run)]);
  },
  host: ({ all, report, runs }) => {
    const reruns = runs.filter(isRerun);
    if (reruns.length === 0) return open('it was not run again', report.lines.slice(-1));
    const base = all.get('base');
    const wasEnded = report.ended === 'timed_out' || report.ended === 'killed';
    const passed = reruns.filter(({ ended }) => ended === 'passed');
    if (wasEnded && passed.length > 0)
      return confirmed('it was ended from outside then, and passes now', [...ends(passed), ...report.lines.slice(-1)]);
    const cut = reruns.filter(({ ended }) => ended === 'killed' || ended === 'timed_out');
    if (cut.length === 0 && !wasEnded) return eliminated('each time it ended by itself', ends(reruns));
    if (base && base.ended !== 'passed' && base.ended === cut[0]?.ended)
      return confirmed('it is ended from outside without the change too', [...ends(cut), ...endOf(base)]);
    if (base?.ended === 'passed' && cut.length > 0)
      return eliminated('without the change it ends by itself', [...ends(cut), ...endOf(base)]);
    return open('how it ends differs from run to run', ends(runs));
  },
  without: ({ report, runs }) => {
    const [run] = runs;
    if (!run) return open('it was not run', report.lines.slice(-1));
    if (run.ended === 'passed')
      return confirmed('without this part of the change the checks pass', [...endOf(run), ...report.lines.slice(-1)]);
    if (isSameFailure(run, report)) return eliminated('without this part of the change it fails in the same way', endOf(run));
    return open('without this part of the change it fails in another way', [...tellingOf(run), ...endOf(run)]);
  },
  clean: ({ report, runs }) => {
    const [run] = runs;
    if (!run) return open('it was not run', report.lines.slice(-1));
    if (run.ended === 'passed') return confirmed('in another environment the checks pass', [...endOf(run), ...report.lines.slice(-1)]);
    return eliminated('in another environment it fails too', endOf(run));
  },
  printed: ({ hypothesis, report, runs }) => {
    const lines = runs.flatMap((run) => run.lines.filter(({ stream }) => stream !== 'engine'));
    const { shows } = hypothesis;
    const forIt = lines.filter(({ text }) => shows && text.startsWith(shows.statement));
    const against = lines.filter(({ text }) => shows && text.startsWith(shows.null));
    if (forIt.length > 0) return confirmed(forIt[0]?.text ?? '', forIt);
    if (against.length > 0) return eliminated(against[0]?.text ?? '', against);
    return open('it printed nothing that decides', [...ends(runs), ...report.lines.slice(-1)]);
  },
  hang: ({ all, report, runs }) => {
    const base = all.get('base');
    if (!runs.some(isRerun)) return open('it was not run again', report.lines.slice(-1));
    const hanging = runs.filter((run) => isRerun(run) && run.ended === 'timed_out');
    if (base?.ended === 'passed' && hanging.length > 0)
      return confirmed('with the change it does not end, without it it does', [...ends(hanging), ...endOf(base)]);
    return hanging.length === 0 ? eliminated('with the change it ends', ends(runs)) : open('the base does not end either', ends(runs));
  },
  conflict: ({ runs }) => {
    const [run] = runs;
    const lines = run?.lines.filter(({ text }) => text.startsWith('conflict: ')) ?? [];
    if (lines.length > 0) return confirmed(`they conflict: ${lines.map(({ text }) => text.slice('conflict: '.length)).join(', ')}`, lines);
    return eliminated('by now the two merge without a conflict', ends(runs));
  },
  remote: ({ report, runs }) => {
    const lines = takenLines(runs);
    if (lines.length > 0) return eliminated('since it refused the work the remote took other commits of ours', [...lines, ...ends(runs)]);
    return runs.length === 0
      ? open('nobody looked', report.lines.slice(-1))
      : confirmed('since it refused the work the remote took nothing of ours', [...ends(runs), ...report.lines.slice(-1)]);
  },
  refused: ({ report, runs }) => {
    const lines = takenLines(runs);
    if (lines.length === 0) return open('the remote took nothing else either', [...ends(runs), ...report.lines.slice(-1)]);
    const words = report.lines.filter(({ stream }) => stream !== 'engine');
    return confirmed(`the remote takes other commits and refuses this one: ${words[0]?.text ?? 'without a word'}`, [...lines, ...words]);
  },
  executor: ({ all, report }) => {
    const base = all.get('base');
    if (base?.ended === 'passed' && report.lines.length > 0)
      return confirmed('nothing around it is broken, and it said what it could not do', [...endOf(base), ...report.lines.slice(-3)]);
    return open('the base does not pass, so nobody can tell', base ? endOf(base) : report.lines.slice(-1));
  },
};

const takenLines = (runs: readonly ExperimentRun[]): EvidenceLine[] =>
  runs.flatMap(({ lines }) => lines.filter(({ stream, text }) => stream !== 'engine' && text.startsWith('taken: ')));

const mostTelling = 3;
/** What it printed last. */
const tellingOf = ({ lines }: ExperimentRun): EvidenceLine[] => lines.filter(({ stream }) => stream !== 'engine').slice(-mostTelling);
