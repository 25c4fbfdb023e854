import { parse } from '@devteam/task-list';
import { describe, expect, test } from 'vitest';
import { createParsedLists } from './parsed-lists.ts';

const bytesOf = (title: string) => new TextEncoder().encode(`# List\n\n## 1. Work\n\n### 1.1 ${title}\n- **Status**: pending\n`);
const { dialect } = parse(bytesOf('One'), { path: 'task_lists.md' });
const at = { path: 'task_lists.md', dialect };

describe('lists that were parsed', () => {
  test('the same bytes are parsed once, whoever brings them; others, or elsewhere, are others', () => {
    const lists = createParsedLists();
    const one = lists.parse(bytesOf('One'), at);
    expect(one.tasks.map(({ title }) => title)).toEqual(['One']);
    expect(lists.parse(bytesOf('One'), at)).toBe(one);
    expect(lists.parse(bytesOf('Two'), at).tasks.map(({ title }) => title)).toEqual(['Two']);
    expect(lists.parse(bytesOf('One'), { ...at, path: 'other.md' })).not.toBe(one);
  });

  test('only so many bytes are remembered; what was asked for last goes last', () => {
    const lists = createParsedLists(2 * bytesOf('One').length);
    const [one, two] = ['One', 'Two'].map((title) => lists.parse(bytesOf(title), at));
    expect(lists.parse(bytesOf('One'), at)).toBe(one);
    lists.parse(bytesOf('Six'), at);
    expect(lists.parse(bytesOf('One'), at)).toBe(one);
    expect(lists.parse(bytesOf('Two'), at)).not.toBe(two);
  });
});
