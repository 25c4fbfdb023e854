import { describe, expect, test } from 'vitest';
import { detect, parse, type Dialect } from '../index.ts';
import { listOf } from '../testing/lists.ts';

const field = '- **Status**: pending\n';

describe('a file is recognized', () => {
  test.each<[name: string, dialect: Dialect, text: string, path?: string]>([
    ['headings with fields', 'headings', `### 1.1 A\n${field}### 1.2 B\n${field}`],
    ['headings with kind words over boxes', 'headings', '## Task 1: A\n- [ ] step\n\n## Task 2: B\n- [ ] step\n'],
    ['headings with boxes', 'headings', '### [x] W1.1 — A\n\n### [ ] W1.2 — B\n'],
    ['bold heads', 'headings', '## Plan\n\n**Task 1.1**: A\n\n**Task 1.2**: B\n\n**Task 1.3**: C\n'],
    ['numbered headings over boxes with ids', 'openspec', '## 1. A\n- [ ] 1.1 x\n- [ ] 1.2 y\n\n## 2. B\n- [x] 2.1 z\n'],
    ['phases over boxes', 'checklist', '## Phase 1: A\n- [ ] x\n- [ ] y\n'],
    ['two ids with a letter', 'spec-kit', '- [ ] T001 a\n- [ ] T002 b\n'],
    ['an id that ends with .0', 'ai-dev-tasks', '- [ ] 1.0 a\n  - [ ] 1.1 b\n'],
    ['lone ids', 'kiro', '- [ ] 1. a\n- [ ] 2. b\n'],
    ['optional boxes', 'kiro', '- [ ] a\n- [ ]* b\n'],
    ['the path of Kiro', 'kiro', '- [ ] a\n', '.kiro/specs/cart/tasks.md'],
    ['the path of OpenSpec', 'openspec', '- [ ] a\n', 'openspec/changes/cart/tasks.md'],
    ['plain boxes', 'checklist', '- [ ] a\n- [x] b\n'],
    ['boxes in ordered lists', 'checklist', '1. [ ] a\n2) [x] b\n+ [ ] c\n* [ ] d\n'],
    ['a table', 'table', '| ID | Title | Status |\n|---|---|---|\n| 1 | a | done |\n'],
    ['numbered lines', 'outline', '1.1 A\n1.1.1 B\n1.2 C\n'],
    ['numbered lines with dashes', 'outline', '- 1.1 A\n  - 1.1.1 B\n- 1.2 C\n'],
    ['more numbered lines than boxes', 'outline', '1.1 A\n1.2 B\n1.3 C\n\n- [ ] later\n'],
    ['front matter with id and status', 'backlog', '---\nid: task-12\nstatus: To Do\n---\n# Fix\n- [ ] criterion\n'],
    ['prose', 'none', '# Hello\n\nNothing to do.\n'],
    ['one numbered line', 'none', 'Version 1.1 is out.\n\n1.1 Only this\n'],
  ])('%s', (_name, dialect, text, path) => {
    expect(listOf(text, path === undefined ? {} : { path }).dialect).toBe(dialect);
    expect(detect(new TextEncoder().encode(text), path).dialect).toBe(dialect);
  });

  test('what the caller says wins, then the front matter', () => {
    const text = '---\ndialect: outline\n---\n- [ ] 1.1 a\n- [ ] 1.2 b\n';
    expect(listOf(text).dialect).toBe('outline');
    expect(listOf(text, { dialect: 'checklist' }).dialect).toBe('checklist');
    expect(listOf(text, { dialect: 'checklist' }).tasks).toHaveLength(2);
  });

  test('by numbers that can be asked for', () => {
    const text = `### 1.1 A\n${field}- [ ] check\n\n| ID | Title |\n|---|---|\n| 1 | x |\n`;
    expect(detect(new TextEncoder().encode(text))).toEqual({
      dialect: 'headings',
      family: 'headings',
      boxes: 1,
      boxesWithId: 0,
      taskHeadings: 1,
      outlineLines: 0,
      rows: 1,
    });
    expect(detect(new Uint8Array([0])).dialect).toBe('none');
  });
});

describe('what checklist dialects add', () => {
  test('spec-kit: parallel, stories, checkpoints', () => {
    const list = listOf('- [ ] T001 [P] [US1] Model\n- [ ] T002 Service\n\n**Checkpoint**: it works\n');
    expect(list.tasks[0]).toMatchObject({ parallel: true, tags: ['US1'], title: '[P] [US1] Model' });
    expect(list.tasks[1]).toMatchObject({ parallel: false, tags: [] });
    expect(list.diagnostics.map(({ code }) => code)).toEqual(['N308']);
    expect(list.stops).toEqual([]);
    expect(listOf('- [ ] T001 a\n- [ ] T002 b\n\n**Checkpoint**: c\n', { settings: { checkpoints: 'stop' } }).stops).toEqual([
      { when: 'after', target: 'T002' },
    ]);
  });

  test('Kiro: active and pending marks, optional tasks, checkpoints by title', () => {
    const list = listOf('- [-] 1. a\n- [~] 2. b\n- [ ]* 3. c\n- [ ] 4. Checkpoint - all tests pass\n', { path: '.kiro/specs/x/tasks.md' });
    expect(list.tasks.map(({ status, optional }) => [status, optional])).toEqual([
      ['active', false],
      ['pending', false],
      ['pending', true],
      ['pending', false],
    ]);
    expect(list.diagnostics.map(({ code }) => code)).toEqual(['N308']);
  });

  test('its marks mean nothing in a file that only has lone ids', () => {
    expect(listOf('- [-] 1. a\n- [ ] 2. b\n').tasks[0]).toMatchObject({ status: 'blocked', statusSource: 'unknown', statusText: '-' });
  });

  test('ai-dev-tasks: 1 is 1.0', () => {
    const list = listOf('- [ ] 1.0 a\n- [ ] 2.0 b\n  - **Dependencies**: 1\n');
    expect(list.tasks[1]?.dependencies).toEqual(['1.0']);
  });

  test('a plain checklist: an estimate at the end of the line', () => {
    expect(listOf('- [ ] Build ~3d #core\n- [ ] Ship\n').tasks[0]).toMatchObject({ estimatedDuration: 1440, tags: ['core'] });
  });
});

describe('an outline', () => {
  const list = listOf(
    [
      'Phase 1 — Core (Dependencies: none)',
      '',
      '1.1 Feature flag (Dependencies: [config](src/config.js))',
      '1.1.1 Add the flag. (Status: completed 2026-11-22)',
      '1.1.5 Constraints.',
      '1.1.5.1 Integrate the tab (Status: active)',
      '1.1.A Validate outputs',
      '1.1.B Verify correctness',
      '    - <criterion 1: the default is false>',
      '1.2 [x] Page (Priority: high) (Estimate: 2h)',
      '',
    ].join('\n'),
  );

  test('has tasks, parents by id, and groups', () => {
    expect(list.tasks.map(({ depth, key, parent, status }) => [key, parent, depth, status])).toEqual([
      ['1.1', null, 1, 'active'],
      ['1.1.1', '1.1', 2, 'completed'],
      ['1.1.5', '1.1', 2, 'active'],
      ['1.1.5.1', '1.1.5', 3, 'active'],
      ['1.2', null, 1, 'completed'],
    ]);
    expect(list.groups.map(({ key, title }) => [key, title])).toEqual([['phase 1', 'Core']]);
    expect(list.tasks[1]?.completedAt).toBe('2026-11-22');
  });

  test('has checks and criteria, which are no tasks', () => {
    expect(list.tasks[0]?.checks.map(({ done, text }) => [text, done])).toEqual([
      ['Validate outputs', null],
      ['Verify correctness', null],
    ]);
    expect(list.tasks[0]?.acceptanceCriteria).toEqual(['the default is false']);
  });

  test('keeps facts at the end of the line', () => {
    expect(list.tasks.at(-1)).toMatchObject({ title: 'Page', priority: 'high', estimatedDuration: 120, statusSource: 'box' });
    expect(list.tasks[0]?.dependencyNotes).toEqual(['[config](src/config.js)']);
  });
});

describe('a table', () => {
  test('has a task a row, with the columns it knows', () => {
    const list = listOf(
      '| # | Task | State | Prio | Depends on | Owner |\n|:-:|---|---|---|---|---|\n| A-1 | **Bake** \\| sell | ✅ Done | P1 | | ana |\n| A-2 | Eat | In Progress | | A-1 | |\n',
    );
    expect(list.tasks.map(({ dependencies, key, status, title }) => [key, title, status, dependencies])).toEqual([
      ['A-1', 'Bake | sell', 'completed', []],
      ['A-2', 'Eat', 'active', ['A-1']],
    ]);
    expect(list.tasks.every(({ parent }) => parent === null)).toBe(true);
  });

  test('without a status column takes an emoji before id or title', () => {
    expect(
      listOf('| ID | Title |\n|---|---|\n| ✅ A-1 | x |\n| :construction: A-2 | y |\n').tasks.map(({ key, status, title }) => [
        key,
        title,
        status,
      ]),
    ).toEqual([
      ['A-1', 'x', 'completed'],
      ['A-2', 'y', 'active'],
    ]);
  });

  test('in other languages', () => {
    expect(listOf('| 编号 | 标题 | 状态 |\n|---|---|---|\n| A-1 | 面包 | 已完成 |\n').tasks[0]).toMatchObject({
      key: 'A-1',
      title: '面包',
      status: 'completed',
    });
    expect(listOf('| 番号 | タスク | 進捗 |\n|---|---|---|\n| A-1 | パン | 進行中 |\n').tasks[0]).toMatchObject({
      title: 'パン',
      status: 'active',
    });
  });
});

test('a file of Backlog.md is one task', () => {
  const list = parse(new TextEncoder().encode('---\nid: task-12\ntitle: Fix it\nstatus: In Progress\n---\n\n## Description\n\nLong.\n'));
  expect(list.tasks).toMatchObject([{ key: 'TASK-12', id: 'task-12', title: 'Fix it', status: 'active' }]);
  expect(list.family).toBe('file');
});
