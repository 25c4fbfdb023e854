import { describe, expect, test } from 'vitest';
import { getTask, type Task } from '../index.ts';
import { listOf } from '../testing/lists.ts';

const first = (text: string): Task => getTask(listOf(text), '1.1');
const heading = (...lines: string[]): Task => first(['### 1.1 A', ...lines, ''].join('\n'));

describe('a field', () => {
  test.each([
    '- **Priority**: high',
    '- **Priority:** high',
    '- __Priority__: high',
    '- _Priority: high_',
    '- Priority: high',
    '- PRIORITY: high',
    '- **Priority**：high',
    '- **Priority** (1 to 4): high',
    '* **Priority**:   high  ',
    '+ **优先级**: 高',
    '**Priority**: high',
    'Priority: high',
  ])('%s', (line) => {
    expect(heading('- **Status**: pending', ...(line.startsWith('-') ? [] : ['']), line)).toMatchObject({
      priority: 'high',
      given: ['title', 'status', 'priority'],
    });
  });

  test('goes over lines, and may be a heading', () => {
    expect(heading('- **Description**: one', '  two', '- **Status**: pending').description).toBe('one two');
    expect(heading('- **Status**: pending', '', '#### Acceptance Criteria', '- a', '- b', '', '#### Notes', 'more')).toMatchObject({
      acceptanceCriteria: ['a', 'b'],
      labels: [{ name: 'Status' }, { name: 'Acceptance Criteria' }, { name: 'Notes' }],
    });
  });

  test('several in one paragraph are several', () => {
    expect(heading('**Status**: todo', '**Files**: `a.ts`, b.ts', '**Tags**: x')).toMatchObject({
      status: 'pending',
      files: ['a.ts', 'b.ts'],
      tags: ['x'],
    });
  });

  test('of a checklist task stands before its sub-tasks', () => {
    const task = first('- [ ] 1.1 A\n  - **Status**: active\n  - Effort: L\n  - [ ] 1.1.1 Sub\n  - **Priority**: high\n- [ ] 1.2 B\n');
    expect(task).toMatchObject({ status: 'active', complexity: 'complex', priority: 'medium', children: ['1.1.1'] });
  });

  test('that is not known is kept', () => {
    expect(heading('- **Status**: pending', '- **Owner**: ana').labels.map(({ name, value }) => [name, value])).toEqual([
      ['Status', 'pending'],
      ['Owner', 'ana'],
    ]);
  });
});

describe('values', () => {
  test.each([
    ['critical', 'critical'],
    ['P0', 'critical'],
    ['urgent!', 'critical'],
    ['Blocker', 'critical'],
    ['High', 'high'],
    ['p1', 'high'],
    ['高', 'high'],
    ['🔥 high', 'high'],
    ['**P2**', 'medium'],
    ['normal', 'medium'],
    ['中', 'medium'],
    ['low', 'low'],
    ['P3', 'low'],
    ['p4 (someday)', 'low'],
    ['minor', 'low'],
    ['低', 'low'],
  ])('priority %s is %s', (text, priority) => {
    expect(heading(`- **Priority**: ${text}`).priority).toBe(priority);
  });

  test.each([
    ['simple', 'simple', null],
    ['XS', 'simple', null],
    ['easy', 'simple', null],
    ['M', 'medium', null],
    ['moderate', 'medium', null],
    ['XL', 'complex', null],
    ['hard', 'complex', null],
    ['Medium (2 days)', 'medium', 960],
    ['3h', 'medium', 180],
  ])('complexity %s is %s', (text, complexity, estimatedDuration) => {
    expect(heading(`- **Complexity**: ${text}`)).toMatchObject({ complexity, estimatedDuration });
  });

  test.each([
    ['4 hours', 240],
    ['90m', 90],
    ['1h30m', 90],
    ['1 hour 5 minutes', 65],
    ['1d', 480],
    ['1w', 2400],
    ['PT2H', 120],
    ['P1DT30M', 510],
    ['2-3 hours', 180],
    ['2–3 days', 1440],
    ['1 to 2h', 120],
    ['~1.5h', 90],
    ['unknown', null],
  ])('%s are %s minutes', (text, minutes) => {
    const task = heading('- **Status**: pending', `- **Estimated Duration**: ${text}`);
    expect(task.estimatedDuration).toBe(minutes);
    expect(task.given).toContain('estimatedDuration');
  });

  test.each(['a, b', '[a, b]', '["a", "b"]', '\n  - a\n  - b', '`a`, `b`'])('a list: %j', (text) => {
    expect(heading('- **Status**: pending', `- **Tags**: ${text}`).tags).toEqual(['a', 'b']);
  });

  test.each(['None', '-', '[]', 'n/a', ''])('an empty list: %j', (text) => {
    expect(heading('- **Status**: pending', `- **Tags**: ${text}`).tags).toEqual([]);
  });

  test('the words of the title with a hash are tags, and stay', () => {
    expect(first('- [ ] 1.1 Bake #bread #1\n- [ ] 1.2 B\n')).toMatchObject({ tags: ['bread'], title: 'Bake #bread #1' });
  });
});

describe('acceptance criteria', () => {
  test('are bullets and boxes below, or the text; several labels add up', () => {
    expect(
      heading('- **Acceptance**: x', '- **Done when**:', '  - y', '  - [x] z', '  - test.coverage: ≥80%', '- **Status**: pending'),
    ).toMatchObject({
      acceptanceCriteria: ['x', 'y', 'z', 'test.coverage: ≥80%'],
      checks: [{ text: 'z', done: true, label: 'Done when' }],
    });
  });

  test('are the checks where there is no label', () => {
    expect(heading('- **Status**: pending', '- [ ] a', '- [x] b')).toMatchObject({
      acceptanceCriteria: ['a', 'b'],
      checks: [{ done: false }, { done: true }],
    });
  });

  test('of a checklist below a label are no tasks', () => {
    const list = listOf('- [ ] 1.1 A\n  - Acceptance Criteria:\n    - [ ] c1\n    - c2\n  - [ ] 1.1.1 B\n');
    expect(list.counts).toMatchObject({ tasks: 2, checks: 1 });
    expect(getTask(list, '1.1').acceptanceCriteria).toEqual(['c1', 'c2']);
  });
});

describe('dependencies', () => {
  const others = '### 1.2 B\n- **Status**: pending\n### 1.3 C\n- **Status**: pending\n## Phase 2: D\n### 2.1 E\n- **Status**: pending\n';
  test.each([
    ['1.2', ['1.2'], []],
    ['Task 1.2, [1.3]', ['1.2', '1.3'], []],
    ['1.2 Slice, 1.2', ['1.2'], []],
    ['1.2 and 1.3', ['1.2', '1.3'], []],
    ['1.2–1.3', ['1.2', '1.3'], []],
    ['1.2-1.3', ['1.2', '1.3'], []],
    ['Phase 2 complete', ['phase 2'], []],
    ['2', ['phase 2'], []],
    ['UI components, [x](y, z.md)', [], ['UI components', '[x](y, z.md)']],
    ['None', [], []],
    ['T001', [], ['T001']],
  ])('%s', (text, dependencies, dependencyNotes) => {
    expect(first(`### 1.1 A\n- **Dependencies**: ${text}\n${others}`)).toMatchObject({ dependencies, dependencyNotes });
  });

  test('a parked id counts as met, and never comes back', () => {
    const text = '<!--\n## Phase 1: Old\n- [x] 1.0 Gone\n-->\n\n### 1.1 A\n- **Dependencies**: 1.0\n';
    const list = listOf(text);
    expect(list.parked.map(({ id, line }) => [id, line])).toEqual([
      ['phase 1', 2],
      ['1.0', 3],
    ]);
    expect(list.tasks[0]?.dependencies).toEqual(['1.0']);
  });
});

describe('what a task tells of itself', () => {
  test('an injection', () => {
    const lines = [
      '- **Status**: pending',
      '- **Injection Details**:',
      '  - Injected at: 2026-11-22T10:30:00Z',
      '  - Injected by: ana',
      '  - Reason: why',
    ];
    const injection = { at: '2026-11-22T10:30:00Z', by: 'ana', reason: 'why', replaced: null };
    expect(first(['### 1.1 A (INJECTED)', ...lines, ''].join('\n'))).toMatchObject({
      title: 'A',
      injection: { ...injection, type: 'priority' },
    });
    expect(first(['### 1.1 A (REPLACED)', ...lines, ''].join('\n'))).toMatchObject({
      status: 'pending',
      injection: { ...injection, type: 'replace' },
    });
    expect(heading(...lines)).toMatchObject({ injection: { ...injection, type: 'positional' } });
  });

  test('an error resolution', () => {
    const [task] = listOf(
      '### Error Resolution Task: err-2.1-1\n- **Status**: active\n- **Error Context**:\n  - Original Task: 2.1\n  - Error Type: verify\n  - Container ID: 4f1c\n  - Execution Logs: a.ts(14,7): error\n',
    ).tasks;
    expect(task).toMatchObject({
      id: 'err-2.1-1',
      kind: 'error_resolution',
      errorContext: { originalTask: '2.1', errorType: 'verify', containerId: '4f1c', executionLogs: 'a.ts(14,7): error' },
    });
    expect(first('- [ ] 1.1 Resolve Error: err-2.1-1 verify\n- [ ] 1.2 b\n').kind).toBe('error_resolution');
  });
});

describe('regions where no task is read', () => {
  test.each([
    ['fenced code', '```\n- [ ] no\n```'],
    ['fenced code with tildes', '~~~md\n- [ ] no\n~~~'],
    ['indented code', 'text\n\n    - [ ] no'],
    ['a comment', '<!--\n- [ ] no\n-->'],
    ['HTML', '<div>\n- [ ] no\n</div>'],
  ])('%s', (_name, region) => {
    const list = listOf(`# T\n\n- [ ] yes\n\n${region}\n\n- [ ] also\n`);
    expect(list.tasks.map(({ title }) => title)).toEqual(['yes', 'also']);
    expect(list.diagnostics.map(({ code }) => code)).toEqual(['N302']);
  });

  test('front matter', () => {
    const list = listOf('\uFEFF---\ntitle: x\nlist: |\n  - [ ] no\n---\n- [ ] yes\n');
    expect(list.tasks.map(({ title }) => title)).toEqual(['yes']);
  });
});

test('settings of the front matter, under those of the caller', () => {
  const text = '---\ntask-lists: 1\ninject-ids: letter\ncompletion: mark\ncheckpoints: stop\nother: [1, 2]\n---\n- [ ] a\n';
  expect(listOf(text).settings).toEqual({ injectIds: 'letter', completion: 'mark', titleMarks: true, checkpoints: 'stop' });
  expect(listOf(text, { settings: { completion: 'full' } }).settings).toMatchObject({ injectIds: 'letter', completion: 'full' });
});
