import { describe, expect, test } from 'vitest';
import { parse } from '../src/index.ts';
import { samples } from './samples.ts';
import { isFullScale, someOf, times } from './scale.ts';
import { checkOneByte, checkStatus, checkThereAndBack, statuses } from './status-laws.ts';
import { variants } from './variants.ts';

/** Laws 2, 3, 4 and 9 at every task of every sample, in every form a file can be saved in. */
describe.each(samples)('$file', (sample) => {
  test.each(isFullScale ? variants : someOf(variants, 1, sample.turn))('statuses, $name', { timeout: 60_000 }, ({ name, of }) => {
    const options = { path: sample.path };
    const list = parse(of(sample.bytes), options);
    const isPlain = name === 'as it is';
    let refused = 0;
    for (const [index, task] of someOf(list.tasks, times(isPlain ? Infinity : 2, 1), sample.turn).entries()) {
      for (const status of someOf(statuses, times(isPlain ? 9 : 3, 2), index + sample.turn))
        if (typeof checkStatus(list, task, status, options) === 'string') refused++;
      checkOneByte(list, task);
      checkThereAndBack(list, task, options);
    }
    // A file of Backlog.md is read only; one of the tables has no column for a status.
    expect(refused > 0).toBe(list.family === 'file' || sample.file === '028.md');
  });
});
