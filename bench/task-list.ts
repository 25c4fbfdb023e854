/**
 * What reading and changing a task list costs: the table of the specification, and how long others take for the same text.
 *
 * npm run bench:task-list -- [--quick] [--markdown]
 *
 * `--markdown` puts the table into the README of the package. Ends with 1 where a bar is missed that does not depend on the machine: a
 * ratio, the growth, or the memory. Times are told, and judged only with `--strict`, on a machine that does nothing else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fillMarkers } from '../tooling/fill-markers.ts';
import { loadPerCore } from './machine.ts';
import { markdownTable, textTable } from './table.ts';
import { fullTasks, hostileFiles, oneLineTasks, shortTasks } from './task-list-files.ts';
import { fastest, measureEdits, measureGrowth, measureHeap, measureParse, type Row } from './task-list-measures.ts';
import { describeMachine } from './machine.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  },
});
const rounds = options.quick ? 3 : 5;

console.log(`load before: ${loadPerCore().toFixed(2)} processes a core`);
const rows: Row[] = [];
for (const file of [oneLineTasks, shortTasks, fullTasks]) rows.push(...measureParse(file, rounds));
rows.push(...measureEdits(oneLineTasks, rounds), ...measureEdits(shortTasks, rounds), measureGrowth(rounds));
rows.push({
  what: 'slowest hostile file',
  figure: Math.max(...hostileFiles().map((file) => fastest(file, 1))),
  unit: 'ms',
  bar: 1000,
  kind: 'time',
});
for (const file of [oneLineTasks, shortTasks, fullTasks]) rows.push(measureHeap(file));

const table = [
  ['', 'measured', 'bar'],
  ...rows.map(({ what, figure, unit, bar }) => [
    what,
    `${figure.toFixed(unit === 'ms' ? (figure < 10 ? 1 : 0) : 2)} ${unit}`,
    `${bar} ${unit}`,
  ]),
];
console.log(`\n${textTable(table)}`);
console.log(`\nload after: ${loadPerCore().toFixed(2)} processes a core`);
for (const { what, figure, bar, kind, unit } of rows) {
  if (figure <= bar) continue;
  console.error(`over the bar: ${what}, ${figure.toFixed(2)} ${unit}`);
  if (kind === 'ratio' || options.strict) process.exitCode = 1;
}
if (options.markdown) {
  const page = new URL('../packages/task-list/README.md', import.meta.url);
  const text = `${markdownTable(table)}\n\nProcessor time, medians of ${rounds} rounds and more after a warm-up, on ${describeMachine()}.`;
  writeFileSync(page, fillMarkers(readFileSync(page, 'utf8'), 'bench: task-list', text));
}
