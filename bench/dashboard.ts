/**
 * `npm run bench:dashboard`: what the page makes of sixty busy cards and of a log of a million lines, in Chromium, over the real server
 * and a real PostgreSQL. Server, database, browser and the writer of events share the machine. Fails where a figure is over its limit.
 */
import { parseArgs } from 'node:util';
import { launchChromium } from '../e2e/support/browser.ts';
import { buildPageIfStale } from '../e2e/support/page-build.ts';
import { describeMachine, loadPerCore } from './machine.ts';
import { measureFleet } from './page-fleet.ts';
import { measureLog } from './page-log.ts';
import { openPageServer } from './page-server.ts';
import { type Table, textTable } from './table.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    cards: { type: 'string', default: '60' },
    rate: { type: 'string', default: '200' },
    lines: { type: 'string', default: '1000000' },
    only: { type: 'string' },
  },
});
/** The limit of the heap is one for ten minutes; a shorter run may grow by as much less, but for some noise of the collector. */
const heapLimitMb = Math.max(5, (20 * Number(values.seconds)) / 600);

const figures: [what: string, value: number, limit: number, unit: string][] = [];
const quantile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? 0;

console.log(`${describeMachine()}; ${loadPerCore().toFixed(1)} processes wait for each core at the beginning`);
await buildPageIfStale();
const [server, browser] = await Promise.all([openPageServer(), launchChromium()]);
try {
  if (values.only !== 'log') {
    const seconds = Number(values.seconds);
    const fleet = await measureFleet(server, browser, { cards: Number(values.cards), perSecond: Number(values.rate), seconds });
    console.log(
      `${fleet.cards} cards, ${Math.round(fleet.events / seconds)} events/s for ${seconds} s (the goal speaks of ten minutes), ${fleet.interactions.length} interactions, ${fleet.longTasks.length} tasks over 50 ms`,
    );
    figures.push(
      ['interaction, three of four within', quantile(fleet.interactions, 0.75), 200, 'ms'],
      ['interaction, the slowest', Math.max(0, ...fleet.interactions), Number.NaN, 'ms'],
      ['longest task', Math.max(0, ...fleet.longTasks), 100, 'ms'],
      ['heap grew by', fleet.heapAfterMb - fleet.heapBeforeMb, heapLimitMb, 'MB'],
      ['events a second', fleet.events / seconds, Number.NaN, ''],
    );
  }
  if (values.only !== 'fleet') {
    const log = await measureLog(server, browser, Number(values.lines));
    console.log(`a log of ${log.lines.toLocaleString('en')} lines`);
    figures.push(
      ['log: first line on the screen', log.firstLineMs, 1000, 'ms'],
      ['log: from the middle to the end', log.toEndMs, 300, 'ms'],
      ['log: first hit of a search', log.firstHitMs, 1500, 'ms'],
      ['log: rows in the page', log.domRows, 200, ''],
    );
  }
} finally {
  await browser.close();
  await server.close();
}
const isOver = (value: number, limit: number) => value > limit;
const table: Table = [
  ['', 'measured', 'limit', ''],
  ...figures.map(([what, value, limit, unit]) => [
    what,
    `${Math.round(value * 10) / 10} ${unit}`.trim(),
    Number.isNaN(limit) ? '' : `${Math.round(limit * 10) / 10} ${unit}`.trim(),
    isOver(value, limit) ? 'OVER' : '',
  ]),
];
console.log(textTable(table));
console.log(`${loadPerCore().toFixed(1)} processes waited for each core at the end`);
if (figures.some(([, value, limit]) => isOver(value, limit))) process.exitCode = 1;
