import { fewSamples } from './forecast.ts';

/** What happened, as the rows say; times are milliseconds of one clock. */
export interface Facts {
  readonly tasks: readonly {
    readonly customerId: string;
    readonly executionId: string;
    readonly endedAt: number;
    readonly minutes: number;
    readonly outcome: 'landed' | 'review' | 'failed' | 'canceled' | 'superseded' | 'skipped';
    /** A person answered, mended or took it over. */
    readonly touchedByPerson: boolean;
    readonly isVerified: boolean;
    readonly attempts: number;
  }[];
  /** Errors by their signature, once each; `resolvedBy` null: open. */
  readonly errors: readonly { readonly customerId: string; readonly at: number; readonly resolvedBy: 'engine' | 'person' | null }[];
  readonly executions: readonly {
    readonly customerId: string;
    readonly endedAt: number;
    readonly runMinutes: number;
    /** Of these: while it waited for a person or was paused by one. */
    readonly personMinutes: number;
    readonly hadStopPoint: boolean;
    readonly haltedAtStopPoint: boolean;
  }[];
  readonly preparations: readonly { readonly customerId: string; readonly at: number; readonly succeeded: boolean }[];
  readonly injections: readonly {
    readonly customerId: string;
    readonly at: number;
    readonly state: 'committed' | 'rejected' | 'canceled' | 'open';
  }[];
  readonly listWrites: readonly { readonly customerId: string; readonly at: number; readonly isExact: boolean }[];
  /** How long each step was ready before it ran, in seconds. */
  readonly queueWaits: readonly { readonly customerId: string; readonly at: number; readonly seconds: number }[];
  readonly deliveries: readonly { readonly customerId: string; readonly at: number; readonly arrived: boolean }[];
}

export interface Window {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

export interface Metric {
  readonly name: string;
  readonly numerator: number;
  readonly denominator: number;
  /** Cases that it rests on. */
  readonly n: number;
  /** numerator / denominator; null where there is nothing to divide by: no case is neither good nor bad. */
  readonly value: number | null;
  readonly unit: 'share' | 'minutes' | 'seconds' | 'per task';
  readonly goal: { readonly is: 'at least' | 'at most'; readonly value: number } | null;
  readonly window: Window;
  /** «only 7 samples»; null with 20 and more. */
  readonly note: string | null;
}

type Row = { readonly customerId: string };

/** The figures of the requirements, each with what it is made of, so that anybody can count again. One customer, or all. */
export function metricsOf(facts: Facts, window: Window, customerId: string | null = null): Metric[] {
  const within = <T extends Row>(rows: readonly T[], at: (row: T) => number): T[] =>
    rows.filter((row) => at(row) >= window.from && at(row) < window.to && (customerId === null || row.customerId === customerId));
  const tasks = within(facts.tasks, (row) => row.endedAt);
  const ended = tasks.filter(({ outcome }) => outcome === 'landed' || outcome === 'review' || outcome === 'failed');
  const landed = tasks.filter(({ outcome }) => outcome === 'landed');
  const errors = within(facts.errors, (row) => row.at).filter(({ resolvedBy }) => resolvedBy !== null);
  const executions = within(facts.executions, (row) => row.endedAt);
  const withStop = executions.filter(({ hadStopPoint }) => hadStopPoint);
  const preparations = within(facts.preparations, (row) => row.at);
  const injections = within(facts.injections, (row) => row.at).filter(({ state }) => state === 'committed' || state === 'rejected');
  const writes = within(facts.listWrites, (row) => row.at);
  const waits = within(facts.queueWaits, (row) => row.at);
  const deliveries = within(facts.deliveries, (row) => row.at);
  const runMinutes = sum(executions.map((row) => row.runMinutes));
  const personMinutes = sum(executions.map((row) => row.personMinutes));

  const metric = (name: string, n: number, of: readonly [number, number], unit: Metric['unit'], goal: Metric['goal']): Metric => {
    const [numerator, denominator] = of;
    const value = denominator === 0 ? null : numerator / denominator;
    return {
      name,
      numerator,
      denominator,
      n,
      value,
      unit,
      goal,
      window,
      note: n < fewSamples ? `only ${n} ${n === 1 ? 'sample' : 'samples'}` : null,
    };
  };
  const share = <T>(name: string, all: readonly T[], good: (one: T) => boolean, goal: number | null): Metric =>
    metric(name, all.length, [all.filter(good).length, all.length], 'share', goal === null ? null : { is: 'at least', value: goal });

  return [
    share('tasksWithoutPerson', ended, (task) => task.outcome === 'landed' && !task.touchedByPerson, 0.85),
    share('errorsResolvedByEngine', errors, (error) => error.resolvedBy === 'engine', 0.7),
    metric('minutesPerTask', landed.length, [sum(landed.map((task) => task.minutes)), landed.length], 'minutes', {
      is: 'at most',
      value: 15,
    }),
    metric('personShareOfRunTime', executions.length, [personMinutes, runMinutes], 'share', { is: 'at most', value: 0.15 }),
    metric('autonomousShareOfRunTime', executions.length, [runMinutes - personMinutes, runMinutes], 'share', {
      is: 'at least',
      value: 0.9,
    }),
    share('stopPointsReached', withStop, (execution) => execution.haltedAtStopPoint, null),
    share('repositorySetUps', preparations, ({ succeeded }) => succeeded, 0.95),
    share('taskListWritesExact', writes, ({ isExact }) => isExact, 1),
    share('injectionsCommitted', injections, ({ state }) => state === 'committed', null),
    share('verifiedBeforeDone', landed, ({ isVerified }) => isVerified, 1),
    share('liveEventsDelivered', deliveries, ({ arrived }) => arrived, 0.98),
    metric('queueWaitSeconds', waits.length, [sum(waits.map(({ seconds }) => seconds)), waits.length], 'seconds', {
      is: 'at most',
      value: 300,
    }),
    metric('attemptsPerTask', ended.length, [sum(ended.map(({ attempts }) => attempts)), ended.length], 'per task', null),
  ];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
