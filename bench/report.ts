import { describeMachine } from './machine.ts';
import { benchTasks } from './project-files.ts';
import { type Table, markdownTable, median, textTable } from './table.ts';

/** One run of one loop over all its projects. */
export interface Run {
  seconds: number;
  /** Of everything that worked for it; undefined where the system does not tell. */
  processorSeconds: number | undefined;
}

export interface Measured {
  projects: number;
  shell: Run[];
  engine: Run[];
}

export function titleOf(projects: number): string {
  return projects === 1 ? `1 project, ${benchTasks.length} tasks` : `${projects} projects side by side, ${benchTasks.length} tasks each`;
}

const seconds = (runs: readonly Run[]): number => median(runs.map((run) => run.seconds));
const processorSeconds = (runs: readonly Run[]): number => median(runs.map((run) => run.processorSeconds ?? Number.NaN));

/** Engine against shell, medians of what a clock on the wall says. */
export const ratioOf = ({ engine, shell }: Measured): number => seconds(engine) / seconds(shell);

/** The same of processor time: hardly moved by what else the machine does, so it tells noise from change. */
const processorRatioOf = ({ engine, shell }: Measured): number => processorSeconds(engine) / processorSeconds(shell);

export function pairLine(label: string, shell: Run, engine: Run): string {
  const one: Measured = { projects: 1, shell: [shell], engine: [engine] };
  return `${label.padEnd(8)} shell ${shell.seconds.toFixed(2)} s  engine ${engine.seconds.toFixed(2)} s  ratio ${figure(ratioOf(one))}  of processor time ${figure(processorRatioOf(one))}`;
}

const figure = (ratio: number): string => (Number.isNaN(ratio) ? 'not known' : ratio.toFixed(2));

export function resultTable(measured: readonly Measured[], form: 'text' | 'markdown'): string {
  const perMinute = (projects: number, runs: readonly Run[]) => ((projects * benchTasks.length * 60) / seconds(runs)).toFixed(0);
  const median = (runs: readonly Run[]) => {
    const all = runs.map((run) => run.seconds);
    return `${seconds(runs).toFixed(1)} (${Math.min(...all).toFixed(1)}–${Math.max(...all).toFixed(1)})`;
  };
  const table: Table = [
    ['', 'shell, s', 'engine, s', 'engine / shell', 'of processor time', 'shell, tasks/min', 'engine, tasks/min'],
    ...measured.map((each) => [
      titleOf(each.projects),
      median(each.shell),
      median(each.engine),
      figure(ratioOf(each)),
      figure(processorRatioOf(each)),
      perMinute(each.projects, each.shell),
      perMinute(each.projects, each.engine),
    ]),
  ];
  const runs = measured[0]?.engine.length ?? 0;
  const from = `Medians of ${runs} ${runs === 1 ? 'run' : 'runs'} each, taken in turn (fastest–slowest), on ${describeMachine()}.`;
  return `${form === 'markdown' ? markdownTable(table) : textTable(table)}\n\n${from}`;
}
