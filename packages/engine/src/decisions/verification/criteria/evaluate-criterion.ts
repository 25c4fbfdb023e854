import { type EndedRun, checkOutcome, isVerdict } from '../check-outcome.ts';
import type { Criterion, CriterionAspect, Demand } from './parse-criterion.ts';
import { findPattern } from './pattern.ts';

/** What was gathered for one demand, on exactly the tree that would land. */
export type Observation =
  | { readonly of: 'command'; readonly run: EndedRun; readonly output: string; readonly isCut: boolean }
  /** `other`: a link, a submodule. Of a folder or another thing the text is empty. */
  | { readonly of: 'file'; readonly found: 'file' | 'folder' | 'other' | 'nothing'; readonly text: string; readonly isCut: boolean }
  | { readonly of: 'http'; readonly ended: 'answered'; readonly status: number; readonly body: string; readonly isCut: boolean }
  /** `no_answer`: asked, and nothing came. `could_not_ask`: the machine's fault. */
  | { readonly of: 'http'; readonly ended: 'no_answer' | 'could_not_ask'; readonly why: string };

export interface CriterionResult {
  readonly text: string;
  readonly aspect: CriterionAspect | null;
  /** `not_checked`: a sentence for people. `cannot_tell` is never blamed on the work. */
  readonly result: 'met' | 'not_met' | 'cannot_tell' | 'not_checked';
  /** What is there instead, for people; null for sentences. */
  readonly actual: string | null;
}

/** What a criterion comes to, given what was gathered for it; null if nothing was. */
export function evaluateCriterion(criterion: Criterion, observed: Observation | null): CriterionResult {
  const { text, demand } = criterion;
  if (demand === null) {
    const { why } = criterion;
    return { text, aspect: null, result: why === null ? 'not_checked' : 'cannot_tell', actual: why };
  }
  const [result, actual] = observed ? compare(demand, observed) : (['cannot_tell', 'nobody looked'] as const);
  return { text, aspect: criterion.aspect, result, actual };
}

type Found = readonly [result: 'met' | 'not_met' | 'cannot_tell', actual: string];

function compare(demand: Demand, observed: Observation): Found {
  if (demand.kind === 'command' && observed.of === 'command') return compareCommand(demand, observed);
  if (demand.kind === 'http' && observed.of === 'http') return compareAnswer(demand, observed);
  if (demand.kind === 'file' && observed.of === 'file') {
    const isThere = observed.found !== 'nothing';
    return [isThere === demand.isThere ? 'met' : 'not_met', isThere ? `${demand.path} is there` : `${demand.path} is not there`];
  }
  if (demand.kind === 'pattern' && observed.of === 'file') {
    if (observed.found !== 'file') return ['not_met', observed.found === 'nothing' ? 'there is no such file' : 'it is no file with text'];
    return comparePattern(demand, observed.text, observed.isCut);
  }
  return ['cannot_tell', 'something else was looked at'];
}

function comparePattern({ pattern, isFound }: { pattern: string; isFound: boolean }, text: string, isCut: boolean): Found {
  const found = findPattern(pattern, text, isCut);
  if (found === undefined) return ['cannot_tell', 'it is too long to be looked through'];
  return [found === isFound ? 'met' : 'not_met', found ? 'the pattern is found' : 'the pattern is not found'];
}

function compareCommand(demand: Demand & { kind: 'command' }, { run, output, isCut }: Observation & { of: 'command' }): Found {
  const { outcome, why } = checkOutcome(run);
  const isExpected = run.ended === 'exited' && run.limit === null && run.exitCode === demand.exitCode;
  if (!isExpected) return [isVerdict(outcome) ? 'not_met' : 'cannot_tell', why];
  return demand.prints === null ? ['met', why] : comparePattern({ pattern: demand.prints, isFound: true }, output, isCut);
}

function compareAnswer(demand: Demand & { kind: 'http' }, answer: Observation & { of: 'http' }): Found {
  if (answer.ended !== 'answered') return [answer.ended === 'no_answer' ? 'not_met' : 'cannot_tell', answer.why];
  if (answer.status !== demand.status) return ['not_met', `it answers ${answer.status}`];
  if (demand.pattern === null) return ['met', `it answers ${answer.status}`];
  return comparePattern({ pattern: demand.pattern, isFound: true }, answer.body, answer.isCut);
}

/** All criteria of a task together. Sentences for people stop nothing; a task of sentences alone is `met`, with nothing that was checked. */
export function criteriaVerdict(results: readonly CriterionResult[]): {
  readonly verdict: 'met' | 'not_met' | 'cannot_tell';
  readonly reasons: readonly string[];
  readonly checked: number;
} {
  const of = (wanted: CriterionResult['result']): CriterionResult[] => results.filter(({ result }) => result === wanted);
  const words = (list: readonly CriterionResult[]): string[] => list.map(({ text, actual }) => `${text}: ${actual ?? 'not known'}`);
  const [broken, unclear, met] = [of('not_met'), of('cannot_tell'), of('met')];
  const verdict = broken.length > 0 ? 'not_met' : unclear.length > 0 ? 'cannot_tell' : 'met';
  return { verdict, reasons: words(broken.length > 0 ? broken : unclear), checked: met.length + broken.length };
}
