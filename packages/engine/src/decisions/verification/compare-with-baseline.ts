import { type CheckEvidence, type TestStanding, failedTests, failsAsWhole, resultsIn, standingsIn } from './check-evidence.ts';

export interface Finding {
  readonly check: string;
  /** null: the check as a whole. */
  readonly test: string | null;
  /** For people; null if nothing is known. */
  readonly message: string | null;
}

/** Each list is sorted by check and test, whatever the order of what it was made of. */
export interface Comparison {
  /** Fail now, and did not on the base. */
  readonly new: readonly Finding[];
  readonly preExisting: readonly Finding[];
  /** Failed on the base, and pass now. */
  readonly fixed: readonly Finding[];
  /** Failed in one of two runs of the same tree. */
  readonly flaky: readonly Finding[];
  /** Ran on the base, and are gone or skipped now. */
  readonly vanished: readonly Finding[];
  /** Cannot be told apart; the message says why. */
  readonly unclear: readonly Finding[];
  /** Checks that said something about the work. */
  readonly checked: number;
}

type Kind = Exclude<keyof Comparison, 'checked'>;

/**
 * Splits what fails on the work by what fails without it. `base` is null if nobody ran the checks there: then every failure is new. `rerun` holds the checks
 * that were run once more on the same tree as `now`; what fails in only one of the two runs is flaky. Throws if a list names a check twice.
 */
export function compareWithBaseline(
  base: readonly CheckEvidence[] | null,
  now: readonly CheckEvidence[],
  rerun: readonly CheckEvidence[] = [],
): Comparison {
  const [before, after, again] = [byName(base ?? []), byName(now), byName(rerun)];
  const found: Record<Kind, Finding[]> = { new: [], preExisting: [], fixed: [], flaky: [], vanished: [], unclear: [] };
  let checked = 0;
  for (const [check, first] of after) {
    const add = (kind: Kind, test: string | null, message: string | null): void => void found[kind].push({ check, test, message });
    const second = again.get(check);
    // A second run speaks for a first that the machine spoiled.
    const isSpoiled = !saysSomething(first) && second !== undefined && saysSomething(second);
    const [run, other] = isSpoiled ? [second, undefined] : [first, second && saysSomething(second) ? second : undefined];
    if (saysSomething(run)) {
      checked += 1;
      compareCheck({ base: before.get(check), now: run, rerun: other }, add);
    } else {
      const onBase = before.get(check)?.outcome;
      const words = howItEnded[run.outcome];
      if (run.outcome !== 'skipped' || onBase !== 'skipped')
        add('unclear', null, onBase ? `${words}; on the base ${howItEnded[onBase]}` : words);
    }
  }
  for (const [check, { outcome }] of before) {
    if (!after.has(check) && outcome !== 'skipped')
      found.vanished.push({ check, test: null, message: 'the check ran on the base, and is not there any more' });
  }
  return { ...mapValues(found, (list) => list.toSorted(byPlace)), checked };
}

type Told = CheckEvidence & { readonly outcome: 'passed' | 'failed' };
const saysSomething = (evidence: CheckEvidence): evidence is Told => evidence.outcome === 'passed' || evidence.outcome === 'failed';

const howItEnded: Readonly<Record<CheckEvidence['outcome'], string>> = {
  passed: 'it passed',
  failed: 'it failed',
  skipped: 'it was not run',
  timed_out: 'it did not end within its time',
  could_not_run: 'it could not run',
  killed_by_host: 'it was killed from outside',
};

interface Runs {
  readonly base: CheckEvidence | undefined;
  readonly now: Told;
  readonly rerun: Told | undefined;
}

type Add = (kind: Kind, test: string | null, message: string | null) => void;

const didNotFail = (standing: TestStanding): boolean => standing === 'passed' || standing === 'not_failed';

function compareCheck(runs: Runs, add: Add): void {
  const { base, now, rerun } = runs;
  const inBase = base ? standingsIn(base) : undefined;
  const inNow = standingsIn(now);
  const inRerun = rerun ? standingsIn(rerun) : undefined;
  const [results, again, before] = [now, rerun, base].map((run) => (run ? resultsIn(run) : new Map<string, never>()));
  /** How many tests of this name fail in both runs. */
  const failures = (test: string): number => Math.min(results?.get(test)?.failed ?? Infinity, again?.get(test)?.failed ?? Infinity);
  const failing = new Set([...failedTests(now), ...(rerun ? failedTests(rerun) : [])]);
  for (const test of failing) {
    const message = results?.get(test)?.message ?? again?.get(test)?.message ?? null;
    const standing = inBase?.(test);
    if (didNotFail(inNow(test)) || (inRerun && didNotFail(inRerun(test)))) add('flaky', test, message);
    else if (standing === 'failed' && failures(test) <= (before?.get(test)?.failed ?? 0)) add('preExisting', test, message);
    else if (standing === 'unknown') add('unclear', test, 'it fails, and whether it did so on the base is not known');
    else add('new', test, message);
  }
  compareWhole(runs, add);
  if (base && saysSomething(base)) compareRest(base, now, { failing, add });
}

/** What fails beside the tests that are named. */
function compareWhole({ base, now, rerun }: Runs, add: Add): void {
  const isFailing = failsAsWhole(now);
  if (!isFailing && now.outcome === 'failed') return explainWhole({ base, now, rerun }, add);
  if (!isFailing && !(rerun && failsAsWhole(rerun))) {
    if (base && failsAsWhole(base) && now.outcome === 'passed') add('fixed', null, null);
    return;
  }
  const isPartial = now.report !== null && !now.report.complete && failedTests(now).length > 0;
  if (now.outcome === 'passed' || rerun?.outcome === 'passed') add('flaky', null, 'it failed in one of two runs');
  else if (isPartial) add('unclear', null, `more may have failed than its report tells: ${now.report.why ?? 'it is not complete'}`);
  else if (!base || base.outcome === 'passed') add('new', null, 'it fails, and no test of its report says why');
  else if (!saysSomething(base)) add('unclear', null, `it fails, and on the base ${howItEnded[base.outcome]}`);
  else if (!failsAsWhole(base)) add('unclear', null, 'it fails for another reason than the tests that failed on the base');
  else if (base.signature !== null && now.signature !== null && base.signature !== now.signature)
    add('unclear', null, 'it failed on the base as well, but said something else');
  else add('preExisting', null, 'it failed on the base as well');
}

/** A check that fails with tests that are named: what they do not explain, it answers for as a whole. */
function explainWhole({ base, now, rerun }: Runs, add: Add): void {
  const inRerun = rerun ? standingsIn(rerun) : undefined;
  const inBoth = failedTests(now).filter((test) => !inRerun || !didNotFail(inRerun(test)));
  const onBase = base ? failedTests(base) : [];
  const wasTolerated = base?.outcome === 'passed' && failedTests(now).every((test) => onBase.includes(test));
  if (rerun?.outcome === 'passed') {
    if (wasTolerated) add('flaky', null, 'it failed in one of two runs');
  } else if (wasTolerated) add('new', null, 'the same tests failed on the base, which passed all the same');
  else if (inBoth.length === 0)
    add(!base || base.outcome === 'passed' ? 'new' : 'unclear', null, 'it failed in both runs, by other tests each time');
}

/** What no longer fails, and what no longer runs. */
function compareRest(base: Told, now: Told, { failing, add }: { failing: ReadonlySet<string>; add: Add }): void {
  const inNow = standingsIn(now);
  const listed = (base.report?.tests ?? []).filter(({ status }) => status !== 'skipped');
  const results = resultsIn(now);
  for (const { name, status, ran } of listed) {
    const fewer = ran - (results.get(name)?.ran ?? ran);
    if (fewer > 0 && fewer < ran) add('vanished', name, `${ran} of this name ran on the base, and ${ran - fewer} do now`);
    if (failing.has(name)) continue;
    const standing = inNow(name);
    if (status === 'failed' && didNotFail(standing)) add('fixed', name, null);
    if (standing === 'absent') add('vanished', name, `it ${status} on the base, and is not there any more`);
    if (standing === 'skipped') add('vanished', name, `it ${status} on the base, and is skipped now`);
  }
  const wasListed = base.report?.complete === true && base.report.lists === 'all' && listed.length > 0;
  const isListed = now.report?.complete === true && now.report.lists === 'all';
  // A failed check whose report is cut is unclear already.
  const isTrusted = now.outcome === 'passed' || now.report?.complete === true;
  if (wasListed && !isListed && isTrusted)
    add('vanished', null, `the base has a report of ${listed.length} tests, and now none can be read to its end`);
}

function byName(list: readonly CheckEvidence[]): ReadonlyMap<string, CheckEvidence> {
  const map = new Map(list.map((evidence) => [evidence.name, evidence]));
  if (map.size < list.length) throw new Error(`a check is named twice: ${list.map(({ name }) => name).join(', ')}`);
  return map;
}

function mapValues<K extends string, V>(record: Record<K, V>, change: (value: V) => V): Record<K, V> {
  return Object.fromEntries(Object.entries<V>(record).map(([key, value]) => [key, change(value)])) as Record<K, V>;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** A check as a whole comes before its tests. */
const byPlace = (a: Finding, b: Finding): number => compareText(a.check, b.check) || compareText(a.test ?? '', b.test ?? '');
