import { parse } from '@devteam/task-list';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSameTask } from './same-task.ts';

const list = (...lines: string[]) =>
  parse(new TextEncoder().encode(`# List\n\n${lines.map((line) => `- [ ] ${line}\n`).join('')}`), { path: 'task_lists.md' });
const before = list('1.1 Write tests for the parser', '1.2 Write tests for the printer', '1.3 Draw the chart');
const parser = { key: '1.1', title: 'Write tests for the parser' };

describe('the task that was selected, in a list that people have changed', () => {
  test('is the one with its key and its words', () => {
    expect(findSameTask(before, parser, before)).toMatchObject({ task: { key: '1.1' } });
  });

  test('is followed when it was renumbered, past a task of nearly the same words under its old key', () => {
    const after = list('1.1 Write tests for the parser of dates', '1.2 Write tests for the parser', '1.3 Write tests for the printer');
    expect(findSameTask(after, parser, before)).toMatchObject({ task: { key: '1.2' } });
  });

  test('is recognised when its words were mended', () => {
    const after = list('1.1 Write more tests for the parser', '1.2 Write tests for the printer', '1.3 Draw the chart');
    expect(findSameTask(after, parser, before)).toMatchObject({ task: { key: '1.1' } });
  });

  test('is never a neighbor that sounds alike', () => {
    expect(findSameTask(list('1.1 Zip it', '1.2 Write tests for the printer'), parser, before)).toEqual({ task: null, why: 'other' });
    expect(findSameTask(list('1.2 Write tests for the printer'), parser, before)).toEqual({ task: null, why: 'gone' });
    expect(findSameTask(list('1.1 Write tests for the printer', '1.2 Draw the chart'), parser, before)).toEqual({
      task: null,
      why: 'other',
    });
  });

  test('of two with the same words is neither, once its own key says something else', () => {
    const twins = list('1.1 Mend it', '1.2 Mend it');
    const mend = { key: '1.1', title: 'Mend it' };
    expect(findSameTask(twins, mend, twins)).toMatchObject({ task: { key: '1.1' } });
    expect(findSameTask(list('1.1 Zip it', '1.2 Mend it'), mend, twins)).toEqual({ task: null, why: 'ambiguous' });
  });

  test('without ids is found by its words, wherever it stands', () => {
    const plain = list('Write tests for the parser', 'Write tests for the printer');
    const first = { key: '@1', title: 'Write tests for the parser' };
    expect(findSameTask(list('Buy bread', 'Write tests for the parser'), first, plain)).toMatchObject({ task: { key: '@2' } });
    expect(findSameTask(list('Write tests for the printer'), first, plain)).toMatchObject({ task: null });
  });

  test('whatever is inserted, removed and renumbered: what is found has its words, or words that nobody else had', () => {
    const title = fc.constantFrom('Write tests for the parser', 'Write tests for the printer', 'Write tests for dates', 'Draw the chart');
    const titles = fc.array(title, { minLength: 1, maxLength: 5 });
    const numbered = (all: readonly string[]) => list(...all.map((each, index) => `1.${index + 1} ${each}`));
    fc.assert(
      fc.property(titles, titles, fc.nat(4), (old, now, pick) => {
        const [was, is] = [numbered(old), numbered(now)];
        const wanted = was.tasks[pick % was.tasks.length];
        if (!wanted) return;
        const { task } = findSameTask(is, wanted, was);
        const others = was.tasks.filter((each) => each.key !== wanted.key).map((each) => each.title);
        expect(task === null || task.title === wanted.title || !others.includes(task.title)).toBe(true);
      }),
    );
  });
});
