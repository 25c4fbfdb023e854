import { applyEdits, inject, parse, setStatus, type TaskList } from '@devteam/task-list';
import { parseByLezer, roundTripByRemark } from '../packages/task-list/laws/other-parsers.ts';
import { median } from './table.ts';
import { type File, repeatedSamples } from './task-list-files.ts';

/** One line of the table. A ratio is judged on every machine, a time only on a quiet one. */
export interface Row {
  readonly what: string;
  readonly figure: number;
  readonly unit: 'ms' | '×';
  readonly bar: number;
  readonly kind: 'time' | 'ratio';
}

const encoder = new TextEncoder();

/** Processor time of this thread in milliseconds: on a quiet machine what a clock on the wall says, and on a busy one still ours alone. */
function timed(run: () => unknown): number {
  const since = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(since);
  return (user + system) / 1000;
}

/** Times of several things, measured in turn, so that what else the machine does meets all of them. */
function inTurn(rounds: number, runs: readonly (() => unknown)[]): number[][] {
  for (const run of runs) run();
  const times = runs.map((): number[] => []);
  for (let round = 0; round < rounds; round++) for (const [index, run] of runs.entries()) times[index]?.push(timed(run));
  return times;
}

/** Ours is so much faster that it has to be repeated to be measured. */
const PARTS = 8;

/** Ours, and as ratios against what others take for the same text. */
export function measureParse({ name, text }: File, rounds: number): Row[] {
  const bytes = encoder.encode(text);
  const [ours = [], lezer = []] = inTurn(rounds * 2, [() => parse(bytes), () => parseByLezer(text)]);
  // Remark takes many times as long: a part of the text is enough to see it.
  const part = text.slice(0, text.lastIndexOf('\n', 60_000) + 1);
  const partBytes = encoder.encode(part);
  const [own = [], remark = []] = inTurn(rounds, [
    () => Array.from({ length: PARTS }, () => parse(partBytes)),
    () => roundTripByRemark(part),
  ]);
  return [
    { what: `parse ${name}`, figure: median(ours), unit: 'ms', bar: 150, kind: 'time' },
    { what: `… against lezer's plain parse`, figure: median(ours) / median(lezer), unit: '×', bar: 2, kind: 'ratio' },
    { what: '… against remark, parse and stringify', figure: median(own) / PARTS / median(remark), unit: '×', bar: 0.1, kind: 'ratio' },
  ];
}

/** One edit takes less than the clock of a processor can tell: many at different tasks are measured at once. */
const EDITS = 20;

export function measureEdits({ name, text }: File, rounds: number): Row[] {
  const list = parse(encoder.encode(text));
  let turn = 0;
  const nextKey = (): string => list.tasks[(turn++ * 997) % list.tasks.length]?.key ?? '';
  const many = (edit: (key: string) => unknown) => () => Array.from({ length: EDITS }, () => edit(nextKey()));
  const [status = [], injection = []] = inTurn(rounds, [
    many((key) => applyEdits(list.bytes, setStatus(list, key, 'completed'))),
    many((after) =>
      applyEdits(
        list.bytes,
        inject(list, { place: { type: 'positional', after }, task: { title: 'One more' }, at: '2026-11-22T10:31:00Z' }).edits,
      ),
    ),
  ]);
  return [
    { what: `one status among ${name}`, figure: median(status) / EDITS, unit: 'ms', bar: 5, kind: 'time' },
    { what: `one injection among ${name}`, figure: median(injection) / EDITS, unit: 'ms', bar: 10, kind: 'time' },
  ];
}

/** Time a byte at 2 MiB against a quarter of a MiB. */
export function measureGrowth(rounds: number): Row {
  const small = Buffer.from(repeatedSamples(256 * 1024), 'latin1');
  const large = Buffer.from(repeatedSamples(2 * 1024 * 1024), 'latin1');
  const [few = [], many = []] = inTurn(rounds, [() => Array.from({ length: 8 }, () => parse(small)), () => parse(large)]);
  const perByte = (times: readonly number[], bytes: number): number => median(times) / bytes;
  return {
    what: 'time a byte, 2 MiB against 0.25 MiB',
    figure: perByte(many, large.length) / perByte(few, 8 * small.length),
    unit: '×',
    bar: 1.5,
    kind: 'ratio',
  };
}

/** Milliseconds of the fastest of some parses. */
export const fastest = ({ text }: File, rounds: number): number => {
  const bytes = encoder.encode(text);
  return Math.min(...Array.from({ length: rounds }, () => timed(() => parse(bytes))));
};

/** Heap that a list keeps, against the size of its file. Needs `--expose-gc`, which the script gives. */
export function measureHeap({ name, text }: File): Row {
  const bytes = encoder.encode(text);
  const collect = globalThis.gc;
  if (!collect) throw new Error('bench:task-list has to run with --expose-gc');
  const kept: TaskList[] = [];
  collect();
  const before = process.memoryUsage().heapUsed;
  kept.push(parse(bytes));
  collect();
  const after = process.memoryUsage().heapUsed;
  if (kept[0]?.tasks.length === 0) throw new Error(`${name} has no tasks`);
  return { what: `heap kept of ${name}`, figure: (after - before) / bytes.length, unit: '×', bar: 20, kind: 'ratio' };
}
