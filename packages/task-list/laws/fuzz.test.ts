import { expect, test } from 'vitest';
import { applyEdits, detect, findNextTask, inject, parse, readiness, render, setStatus, TaskListRefusal } from '../src/index.ts';
import { samples } from './samples.ts';
import { isFullScale, seed, times } from './scale.ts';

/** Bytes that mean something, somewhere. */
const PIECES = ['\n', '\r\n', ' ', '    ', '\t', '- ', '[ ] ', '[x] ', '[~]', '# ', '### ', '1.', '1.1 ', 'T001 ', '**', '`', '```\n', '<!--', '-->', '> ', '|', '---\n', ':', '(', ')', '\0', '\xff', '\xe2\x9c\x85', '\xef\xbb\xbf', '- **Status**: ', 'Dependencies: 1.1', '(REPLACED)', '~2', '@', '\\']; // prettier-ignore

/** A row of numbers below 2³² that looks random (mulberry32). */
function numbers(start: number): (below: number) => number {
  let state = start >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const sources = samples.filter(({ bytes }) => bytes.length < 5000).map(({ bytes }) => Buffer.from(bytes).toString('latin1'));

/** A part of a sample in which pieces were cut, doubled, moved and put in. */
function mutated(next: (below: number) => number): string {
  const source = sources[next(sources.length)] ?? '';
  const from = next(source.length);
  let text = source.slice(from, from + 100 + next(700));
  for (let turn = 1 + next(6); turn > 0; turn--) {
    const at = next(text.length + 1);
    const to = Math.min(text.length, at + next(40));
    const what = next(4);
    if (what === 0) text = text.slice(0, at) + text.slice(to);
    else if (what === 1) text = text.slice(0, at) + (PIECES[next(PIECES.length)] ?? '') + text.slice(at);
    else if (what === 2) text = text.slice(0, at) + text.slice(at, to) + text.slice(at);
    else text = text.slice(to) + text.slice(at, to) + text.slice(0, at);
  }
  return text;
}

/** All that a caller may ask of a list, and an edit of one task. */
function useAll(bytes: Uint8Array, next: (below: number) => number): void {
  const list = parse(bytes);
  detect(bytes);
  render(list);
  findNextTask(list);
  const task = list.tasks[next(list.tasks.length + 1)];
  if (!task) return;
  readiness(list, task.key);
  try {
    applyEdits(bytes, setStatus(list, task.key, next(2) === 0 ? 'completed' : 'blocked'));
    if (next(4) === 0)
      applyEdits(
        bytes,
        inject(list, { place: { type: 'positional', after: task.key }, task: { title: 'One more' }, at: '2026-11-22T10:31:00Z' }).edits,
      );
  } catch (error) {
    if (!(error instanceof TaskListRefusal)) throw error;
  }
}

/** Law 12 for a hundred thousand mutated lists: no exception, and none takes a second. */
test('mutated samples', { timeout: 300_000 }, () => {
  const count = times(100_000, 300);
  if (isFullScale) console.log(`${count} mutated lists from seed ${seed}`);
  /** Microseconds of the processor. */
  let slowest = 0;
  for (let turn = 0; turn < count; turn++) {
    const next = numbers(seed + turn);
    const text = mutated(next);
    const before = process.cpuUsage().user;
    try {
      useAll(Buffer.from(text, 'latin1'), next);
    } catch (error) {
      throw new Error(`turn ${turn} of seed ${seed}: ${JSON.stringify(text)}`, { cause: error });
    }
    slowest = Math.max(slowest, process.cpuUsage().user - before);
  }
  expect(slowest).toBeLessThan(1e6);
});
