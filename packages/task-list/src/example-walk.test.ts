import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { applyEdits, completeTask, findNextTask, findReachedStop, isFinished, parse, type TaskList } from './index.ts';

interface Example {
  readonly taskList: string;
  readonly expected: { status: string; completed: string[]; review: string[]; left: string[]; totalTasks: number };
}

const root = fileURLToPath(new URL('../../../examples/', import.meta.url));
const files = globSync('*/*/example.json', { cwd: root }).toSorted();

/** Works through a list as the engine does, without doing the work. */
function walk(start: TaskList, review: readonly string[]): { completed: string[]; list: TaskList; stopped: boolean } {
  const completed: string[] = [];
  let list = start;
  for (;;) {
    const stop = findReachedStop(list);
    const next = findNextTask(list);
    if (stop || !next || review.includes(next.key)) return { completed, list, stopped: stop !== undefined };
    const edits = completeTask(list, next.key, { at: '2026-11-22T10:31:00Z', summary: `Did ${next.title}`, actualDuration: 12 });
    list = parse(applyEdits(list.bytes, edits), { dialect: list.dialect });
    completed.push(next.key);
  }
}

test('there are five examples', () => {
  expect(files).toHaveLength(5);
});

describe.each(files)('%s', (file) => {
  const folder = join(root, dirname(file));
  const example = JSON.parse(readFileSync(join(root, file), 'utf8')) as Example;
  const path = join(folder, 'repository', example.taskList);
  const list = parse(new Uint8Array(readFileSync(path)), { path: example.taskList });

  test('parses without errors', () => {
    expect(existsSync(path)).toBe(true);
    expect(list.diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(list.tasks.filter((task) => task.children.length === 0)).toHaveLength(example.expected.totalTasks);
  });

  test('tasks complete in the expected order', () => {
    const walked = walk(list, example.expected.review);
    expect(walked.completed).toEqual(example.expected.completed);
    expect(walked.stopped).toBe(example.expected.status === 'stopped');
    expect(isFinished(walked.list)).toBe(example.expected.status === 'completed');
    const left = walked.list.tasks.filter((task) => task.children.length === 0 && task.status === 'pending').map(({ key }) => key);
    expect(left).toEqual([...example.expected.review, ...example.expected.left]);
  });
});
