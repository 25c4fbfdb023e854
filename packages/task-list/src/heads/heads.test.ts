import { describe, expect, test } from 'vitest';
import { compareIds, findTask } from '../index.ts';
import { listOf } from '../testing/lists.ts';

/** Key, id and title of the first task of a checklist whose head this is. */
function head(text: string, others = ''): [string | undefined, string | null | undefined, string | undefined] {
  const [task] = listOf(`- [ ] ${text}\n- [ ] zzz\n${others}`).tasks;
  return [task?.key, task?.id, task?.title];
}

describe('an id', () => {
  test.each([
    '1.1 A',
    '1.1: A',
    '1.1： A',
    '1.1：A',
    '**1.1**：A',
    '**1.1：A**',
    'Task 1.1：A',
    '1.1. A',
    '1.1) A',
    '1.1 - A',
    '1.1 – A',
    '1.1 — A',
    '**1.1** A',
    '**1.1**: A',
    '**1.1: A**',
    '**1.1 A**',
    '__1.1__ A',
    '__1.1: A__',
    '`1.1` A',
    '[1.1] A',
    '~~1.1~~ A',
    '**`1.1`** A',
    '**__1.1__** A',
    'Task 1.1 A',
    'TASK-1.1 A',
    'Task_1.1: A',
    'Step 1.1 — A',
    '**Task 1.1**: A',
    '🔒 Task 1.1: A',
    '1.1 **A**',
  ])('%s', (text) => {
    expect(head(text)).toEqual(['1.1', '1.1', 'A']);
  });

  test.each([
    ['3. A', '3'],
    ['**3** A', '3'],
    ['Task 3: A', '3'],
    ['0a. A', '0a'],
    ['2.2a A', '2.2a'],
    ['2.0a.1 A', '2.0a.1'],
    ['1.10 A', '1.10'],
    ['01.02 A', '01.02'],
  ])('%s', (text, id) => {
    expect(head(text)).toEqual([id, id, 'A']);
  });

  test.each(['404 page', 'P0 A', 'v1.2.3 A', 'UTF-8 A', 'T150 A', '1.1', '1.1.A B', '1.1_x A', 'S3 bucket', '[1.1](x.md) A'])(
    '%s has none',
    (text) => {
      expect(head(text)).toEqual(['@1', null, text]);
    },
  );

  test('with letters counts where two share the letters, or one has a separator twice', () => {
    expect(head('T001 A', '- [ ] T002 B\n')).toEqual(['T001', 'T001', 'A']);
    expect(head('t001 A', '- [ ] t002 B\n')).toEqual(['@1', null, 't001 A']);
    expect(head('PR-30 A', '- [ ] PR-31 B\n')).toEqual(['PR-30', 'PR-30', 'A']);
    expect(head('W1.3 — A', '- [ ] W1.4 — B\n')).toEqual(['W1.3', 'W1.3', 'A']);
    expect(head('T150e A', '- [ ] T151 B\n')).toEqual(['T150E', 'T150e', 'A']);
  });

  test('twice: the first keeps it, and each has a name for this version of the file', () => {
    const list = listOf('- [ ] T006 a\n- [ ] T006 b\n- [ ] T007 c\n- [ ] T006 d\n');
    expect(list.tasks.map(({ key }) => key)).toEqual(['T006', 'T006~2', 'T007', 'T006~3']);
    expect(findTask(list, 'T006~1')?.title).toBe('a');
    expect(findTask(list, 't006~3')?.title).toBe('d');
  });

  test('ids are ordered as people read them', () => {
    const ids = ['1.10', '1.2', '1.1.6', '1.1', '1.1a', '1.1.5', '2', '1.1b', '1.1z', '1.1aa', '1'];
    expect(ids.toSorted(compareIds)).toEqual(['1', '1.1', '1.1.5', '1.1.6', '1.1a', '1.1b', '1.1z', '1.1aa', '1.2', '1.10', '2']);
    expect(compareIds('T014a', 'T015')).toBeLessThan(0);
    expect(compareIds('1.1', '1.1')).toBe(0);
  });
});

describe('a title', () => {
  test('goes over the lines of its paragraph, and keeps inline markdown', () => {
    expect(head('1.1 A long *title*\n  that goes `on`')[2]).toBe('A long *title* that goes `on`');
  });

  test('leaves out comments', () => {
    expect(head('1.1 A<!-- tell the model --> b')[2]).toBe('A b');
  });

  test.each([
    ['✅', 'completed'],
    ['✅ COMPLETE', 'completed'],
    ['(done)', 'completed'],
    ['[DONE]', 'completed'],
    ['— done', 'completed'],
    ['（已完成）', 'completed'],
    ['🚧 In progress', 'active'],
    ['(BLOCKED)', 'blocked'],
    ['(REPLACED)', 'replaced'],
    ['(INJECTED) ✅', 'completed'],
    ['✅ (INJECTED)', 'completed'],
  ])('of a heading does not hold its status: %s', (suffix, status) => {
    const list = listOf(`### 1.1 Bake ${suffix}\n- **Priority**: high\n`);
    expect(list.tasks[0]).toMatchObject({ title: 'Bake', status, statusSource: 'heading' });
  });

  test('a full-width bracket needs no blank, a bare last word is title', () => {
    expect(listOf('### 1.1 面包（已完成）\n- **Priority**: high\n').tasks[0]).toMatchObject({ title: '面包', status: 'completed' });
    expect(listOf('### 1.1 Get it done\n- **Priority**: high\n').tasks[0]).toMatchObject({ title: 'Get it done', status: 'pending' });
    expect(listOf('### 1.1 Call f(done)\n- **Priority**: high\n').tasks[0]).toMatchObject({ title: 'Call f(done)', status: 'pending' });
  });
});

describe('a box', () => {
  test.each([
    [' ', 'pending'],
    ['x', 'completed'],
    ['X', 'completed'],
    ['✅', 'completed'],
    ['☑️', 'completed'],
    ['❌', 'canceled'],
    ['N/A', 'skipped'],
    ['~', 'blocked'],
    ['-', 'blocked'],
    ['!', 'blocked'],
  ])('[%s] is %s', (mark, status) => {
    expect(listOf(`- [ ] a\n- [${mark}] b\n`).tasks[1]).toMatchObject({ status, statusText: mark });
  });

  test('means what the front matter says, then a legend, then nothing', () => {
    expect(listOf('- [~] a\n- [ ] b\n\n`[~]` = in progress\n').tasks[0]?.status).toBe('active');
    expect(listOf('---\nmarks: { "~": skipped }\n---\n- [~] a\n- [ ] b\n\n[~]: in progress\n').tasks[0]?.status).toBe('skipped');
    expect(listOf('- [~] a\n- [ ] b\n', { marks: { '~': 'error' } }).tasks[0]?.status).toBe('error');
  });

  test.each(['[x](url) a', '[x]: ref', '[P] a', '[US1] a', '[...] a', '[NEW] a', '[x]glued', '[ ]', '[x]\u00a0a'])('%s is none', (text) => {
    expect(listOf(`- [ ] a\n- ${text}\n`).tasks).toHaveLength(1);
  });

  test('a second paragraph of an item holds none, a quoted item holds one that can only be ticked', () => {
    expect(listOf('- a\n\n  [ ] b\n- [ ] c\n').tasks).toHaveLength(1);
    expect(listOf('> - [x] a\n> - [ ] b\n').tasks.map(({ status }) => status)).toEqual(['completed', 'pending']);
  });
});
