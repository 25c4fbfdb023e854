import { expect, test } from 'vitest';
import * as door from './index.ts';

test('the doors that others rely on are open', () => {
  expect(Object.keys(door).toSorted()).toMatchInlineSnapshot(`
    [
      "TaskListRefusal",
      "applyEdits",
      "applyOperation",
      "checkStops",
      "childrenOf",
      "compareIds",
      "completeTask",
      "detect",
      "diagnosticCatalogue",
      "diffOperations",
      "findCurrentTask",
      "findCycles",
      "findGroup",
      "findNextTask",
      "findReachedStop",
      "findTask",
      "findUnknownReferences",
      "formatDiagnostic",
      "getTask",
      "identify",
      "inject",
      "injectErrorResolution",
      "isClosed",
      "isFinished",
      "merge",
      "newTaskList",
      "nextId",
      "parse",
      "progressOf",
      "readDuration",
      "readStatus",
      "readiness",
      "refOf",
      "remainingTime",
      "render",
      "replay",
      "setField",
      "setStatus",
      "squash",
      "statuses",
      "stopCovers",
      "subtree",
      "taskListPaths",
      "tasksOfGroup",
      "template",
      "writeDuration",
    ]
  `);
});

test('the names of new lists, and where callers look', () => {
  expect(door.taskListPaths).toEqual(['task_lists.md', 'tasks_list.md', 'docs/DevTeam/tasks_list.md', 'ai_docs/tasks/tasks_list.md']);
});

test('edits that cannot be applied are a fault of the program, not of the file', () => {
  const edit = (offset: number, length: number) => ({ offset, length, bytes: new Uint8Array([65]) });
  const bytes = new TextEncoder().encode('abc');
  expect(new TextDecoder().decode(door.applyEdits(bytes, [edit(0, 1), edit(1, 0), edit(3, 0)]))).toBe('AAbcA');
  for (const edits of [[edit(2, 0), edit(1, 0)], [edit(0, 2), edit(1, 1)], [edit(2, 5)], [edit(-1, 0)]])
    expect(() => door.applyEdits(bytes, edits)).toThrow(RangeError);
  expect(door.applyEdits(bytes, [])).toEqual(bytes);
});

test('inputs stay as they are, and the same input gives the same output', () => {
  const text = '### 1.1 A\n- **Status**: pending\n- **Dependencies**: 1.2\n\n### 1.2 B\n- **Status**: active\n';
  const bytes = new TextEncoder().encode(text);
  const list = door.parse(bytes);
  const before = JSON.stringify(list);
  const edits = door.completeTask(list, '1.2', { at: '2026-11-22T10:31:00Z', summary: 'x' });
  expect(door.completeTask(list, '1.2', { at: '2026-11-22T10:31:00Z', summary: 'x' })).toEqual(edits);
  expect(JSON.stringify(list)).toBe(before);
  expect(new TextDecoder().decode(bytes)).toBe(text);
  expect(list.bytes).toBe(bytes);
  expect(JSON.stringify(door.parse(bytes))).toBe(before);
});
