import { describe, expect, test } from 'vitest';
import { detect, parse } from '../src/index.ts';
import { checkInjection, injectionKinds } from './injection-laws.ts';
import { samples } from './samples.ts';
import { isFullScale, someOf, times } from './scale.ts';
import { variants } from './variants.ts';

/** Laws 5, 6 and 9 at every task of every sample, in every form a file can be saved in. */
describe.each(samples)('$file', (sample) => {
  test.each(isFullScale ? variants : someOf(variants, 1, sample.turn))('injections, $name', { timeout: 60_000 }, ({ name, of }) => {
    const options = { path: sample.path };
    const list = parse(of(sample.bytes), options);
    const { dialect } = list;
    const isPlain = name === 'as it is';
    const refused: string[] = [];
    const flipped: string[] = [];
    for (const [index, task] of someOf(list.tasks, times(isPlain ? Infinity : 2, 1), sample.turn).entries()) {
      for (const kind of someOf(injectionKinds, times(4, 2), index + sample.turn)) {
        const result = checkInjection(list, task, kind, options);
        if (typeof result === 'string') refused.push(`${result} ${kind.name} ${task.key} ${task.status}`);
        else if (detect(result.after.bytes, sample.path).dialect !== dialect) flipped.push(task.key);
      }
    }
    expect(flipped).toEqual([]);
    // Closed tasks cannot be replaced; a file of Backlog.md is read only, and the ids of one table point elsewhere.
    const isRefusing = list.family === 'file' || sample.file === '028.md';
    expect(refused.filter((one) => isRefusing === one.startsWith('E132 replace'))).toEqual([]);
  });
});
