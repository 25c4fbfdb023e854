import type { Dialect, Status } from '../src/index.ts';

/** A task as a person thinks of it, before it is written down in some dialect. */
export interface PlannedTask {
  readonly title: string;
  readonly status: Status;
  readonly description: string | null;
  readonly criteria: readonly string[];
  readonly checks: readonly { readonly text: string; readonly done: boolean }[];
  readonly priority: 'low' | 'medium' | 'high' | 'critical' | null;
  /** Waits for the task before it. */
  readonly waits: boolean;
  readonly children: readonly PlannedTask[];
}

/** How people write: all that differs from file to file and means nothing. */
export interface Hand {
  readonly bullet: '-' | '*' | '+';
  /** Of what hangs below a bullet: blanks, or a tab. */
  readonly indent: '  ' | '   ' | '    ' | '\t';
  readonly labels: '**L**: v' | '**L:** v' | 'L: v' | '__L__: v';
  readonly fields: 'bullets' | 'lines';
  /** Between a number and a title. */
  readonly separator: '' | '.' | ':' | ' -' | ')';
  readonly kind: '' | 'Task ';
  readonly around: '' | '**' | '`';
  readonly level: 2 | 3;
  readonly closesHeadings: boolean;
  /** Where headings keep a status: in a field, in a box before the number, or behind the title. */
  readonly channel: 'field' | 'box' | 'suffix';
  /** Blank lines between tasks. */
  readonly gap: '' | '\n' | '\n\n' | '\n---\n\n';
  readonly words: 'ours' | 'Capitals' | 'UPPER';
  readonly trailing: '' | '  ';
  /** Text that is no task and stands between groups. */
  readonly between: readonly string[];
  readonly isDashed: boolean;
  readonly frontMatter: boolean;
}

export interface ListPlan {
  readonly dialect: Exclude<Dialect, 'backlog' | 'none'>;
  readonly groups: readonly { readonly title: string; readonly intro: string | null; readonly tasks: readonly PlannedTask[] }[];
  readonly hand: Hand;
}

/** What a reader has to find: every task, in the order of the file. */
export interface Expected {
  readonly id: string | null;
  readonly title: string;
  readonly status: Status;
  readonly parentId: string | null;
}

export interface WrittenList {
  readonly text: string;
  readonly tasks: readonly Expected[];
  readonly dialect: ListPlan['dialect'];
}

/** The plan as a file. */
export function writePlan(plan: ListPlan): WrittenList {
  const out = new Sheet(plan.hand);
  if (plan.hand.frontMatter) out.add('---', 'owner: ana', 'version: "1.10"', '---');
  out.add('# Plan of the shop', '');
  for (const [index, group] of plan.groups.entries()) {
    const between = plan.hand.between[index];
    if (between !== undefined && plan.dialect !== 'outline')
      out.add(`${'#'.repeat(plan.hand.level)} Notes`, '', ...between.split('\n'), '');
    writers[plan.dialect](out, { ...group, number: index + 1 });
    out.add('');
  }
  return { text: `${out.lines.join('\n').trimEnd()}\n`, tasks: out.tasks, dialect: plan.dialect };
}

class Sheet {
  readonly hand: Hand;
  readonly lines: string[] = [];
  readonly tasks: Expected[] = [];
  /** Numbers of spec-kit go on through all groups. */
  last = 0;
  lastId: string | null = null;

  constructor(hand: Hand) {
    this.hand = hand;
  }

  add(...lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  expect(id: string | null, task: PlannedTask, parentId: string | null, status = task.status): void {
    this.tasks.push({ id, title: task.title, status, parentId });
    this.lastId = id;
  }
}

interface Group {
  readonly title: string;
  readonly intro: string | null;
  readonly tasks: readonly PlannedTask[];
  readonly number: number;
}

const writers: Readonly<Record<ListPlan['dialect'], (out: Sheet, group: Group) => void>> = {
  headings: writeHeadings,
  'ai-dev-tasks': (out, group) => {
    out.add(`## ${group.title}`, '');
    writeItem(
      out,
      { ...emptyTask, title: `${group.title} as a whole`, children: group.tasks },
      { id: `${group.number}.0`, childPrefix: `${group.number}`, depth: 0, parent: null },
    );
  },
  'spec-kit': (out, group) => {
    out.add(`## Phase ${group.number}: ${group.title}`, '');
    intro(out, group);
    for (const task of flat(group.tasks)) {
      out.last++;
      writeItem(out, { ...task, children: [] }, { id: `T${String(out.last).padStart(3, '0')}`, childPrefix: '', depth: 0, parent: null });
    }
  },
  kiro: (out, group) => {
    for (const task of [{ ...emptyTask, title: group.title, children: group.tasks }])
      writeItem(out, task, { id: `${group.number}`, written: `${group.number}.`, childPrefix: `${group.number}`, depth: 0, parent: null });
  },
  openspec: (out, group) => {
    out.add(`## ${group.number}. ${group.title}`, '');
    intro(out, group);
    for (const [index, task] of flat(group.tasks).entries())
      writeItem(out, { ...task, children: [] }, { id: `${group.number}.${index + 1}`, childPrefix: '', depth: 0, parent: null });
  },
  checklist: (out, group) => {
    out.add(`## ${group.title}`, '');
    intro(out, group);
    for (const task of group.tasks) writeItem(out, task, { id: null, childPrefix: '', depth: 0, parent: null });
  },
  outline: writeOutline,
  table: writeTable,
};

const emptyTask: PlannedTask = {
  title: '',
  status: 'pending',
  description: null,
  criteria: [],
  checks: [],
  priority: null,
  waits: false,
  children: [],
};

const flat = (tasks: readonly PlannedTask[]): PlannedTask[] => tasks.flatMap((task) => [task, ...flat(task.children)]);

function intro(out: Sheet, { intro }: Group): void {
  if (intro !== null) out.add(intro, '');
}

const WORDS: Readonly<Record<Status, string>> = {
  pending: 'pending',
  active: 'in progress',
  completed: 'completed',
  error: 'failed',
  blocked: 'blocked',
  'human-review': 'in review',
  canceled: 'canceled',
  replaced: 'superseded',
  skipped: 'deferred',
};

function word(status: Status, words: Hand['words']): string {
  const text = WORDS[status];
  if (words === 'UPPER') return text.toUpperCase();
  return words === 'Capitals' ? text.replace(/(?:^| )[a-z]/g, (letter) => letter.toUpperCase()) : text;
}

function labelled(hand: Hand, name: string, value: string): string {
  const written = { '**L**: v': `**${name}**:`, '**L:** v': `**${name}:**`, 'L: v': `${name}:`, '__L__: v': `__${name}__:` }[hand.labels];
  return value === '' ? written : `${written} ${value}`;
}

const isClosed = (status: Status): boolean => ['completed', 'canceled', 'replaced', 'skipped'].includes(status);

function writeHeadings(out: Sheet, group: Group): void {
  const { hand } = out;
  out.add(`${'#'.repeat(hand.level)} ${group.number}. ${group.title}`, '');
  intro(out, group);
  for (const [index, task] of group.tasks.entries()) writeHeading(out, task, `${group.number}.${index + 1}`, hand.level + 1, null);
}

function writeHeading(out: Sheet, task: PlannedTask, id: string, level: number, parent: string | null): void {
  const { hand } = out;
  const status = hand.channel === 'field' || task.status === 'completed' ? task.status : 'pending';
  const box = hand.channel === 'box' ? (status === 'completed' ? '[x] ' : '[ ] ') : '';
  const suffix = hand.channel === 'suffix' && status === 'completed' ? ' ✅' : '';
  const marks = '#'.repeat(level);
  out.add(
    `${marks} ${box}${hand.around}${hand.kind}${id}${hand.around}${hand.separator} ${task.title}${suffix}${hand.closesHeadings ? ` ${marks}` : ''}`,
  );
  const children = level < 6 ? task.children : [];
  out.expect(id, task, parent, status);
  const fields: { name: string; value: string; items: readonly string[] }[] = [];
  if (task.description !== null) fields.push({ name: 'Description', value: task.description, items: [] });
  if (task.criteria.length > 0) fields.push({ name: 'Acceptance Criteria', value: '', items: task.criteria });
  // Something has to say that a heading is a task.
  fields.push({ name: 'Priority', value: task.priority ?? 'medium', items: [] });
  if (hand.channel === 'field') fields.push({ name: 'Status', value: word(status, hand.words), items: [] });
  for (const [index, { name, value, items }] of fields.entries()) {
    if (hand.fields === 'bullets') {
      out.add(`${hand.bullet} ${labelled(hand, name, value)}${hand.trailing}`);
      out.add(...items.map((item) => `${hand.indent}${hand.bullet} ${item}`));
    } else {
      if (index > 0 && (fields[index - 1]?.items.length ?? 0) > 0) out.add('');
      out.add(labelled(hand, name, value) + hand.trailing);
      out.add(...items.map((item) => `${hand.bullet} ${item}`));
    }
  }
  if (task.checks.length > 0) {
    out.add('', 'Steps to take:', '');
    out.add(...task.checks.map(({ text, done }) => `${hand.bullet} [${done ? 'x' : ' '}] ${text}`));
  }
  out.add(...(hand.gap === '' ? [] : hand.gap.split('\n').slice(0, -1)));
  for (const [index, child] of children.entries()) writeHeading(out, child, `${id}.${index + 1}`, level + 1, id);
}

interface ItemPlace {
  readonly id: string | null;
  readonly written?: string;
  readonly childPrefix: string;
  readonly depth: number;
  readonly parent: string | null;
}

function writeItem(out: Sheet, task: PlannedTask, { id, written, childPrefix, depth, parent }: ItemPlace): void {
  const { hand } = out;
  const indent = hand.indent.repeat(depth);
  const below = hand.indent.repeat(depth + 1);
  const status = task.status;
  const head = `${indent}${hand.bullet} [${isClosed(status) ? 'x' : ' '}] ${id === null ? '' : `${written ?? id} `}${task.title}`;
  out.add(head + hand.trailing);
  out.expect(id, task, parent);
  if (task.description !== null) out.add(`${below}${hand.bullet} ${task.description}`);
  if (task.priority !== null) out.add(`${below}${hand.bullet} ${labelled(hand, 'Priority', task.priority)}`);
  if (status !== 'pending' && status !== 'completed')
    out.add(`${below}${hand.bullet} ${labelled(hand, 'Status', word(status, hand.words))}`);
  if (task.criteria.length > 0) {
    out.add(`${below}${hand.bullet} ${labelled(hand, 'Acceptance Criteria', '')}`);
    out.add(...task.criteria.map((item) => `${below}${hand.indent}${hand.bullet} ${item}`));
  }
  if (id !== null) out.add(...task.checks.map(({ text, done }) => `${below}${hand.bullet} [${done ? 'x' : ' '}] ${text}`));
  for (const [index, child] of task.children.entries()) {
    const childId = id === null ? null : `${childPrefix}.${index + 1}`;
    writeItem(out, child, { id: childId, childPrefix: `${childPrefix}.${index + 1}`, depth: depth + 1, parent: id });
  }
}

function writeOutline(out: Sheet, group: Group): void {
  out.add(`Phase ${group.number} — ${group.title}`, '');
  for (const [index, task] of group.tasks.entries()) writeLine(out, task, `${group.number}.${index + 1}`, null);
}

function writeLine(out: Sheet, task: PlannedTask, id: string, parent: string | null): void {
  const { hand } = out;
  const waits = task.waits && out.lastId !== null && out.lastId !== parent ? ` (Dependencies: ${out.lastId})` : '';
  const mark = task.status === 'pending' ? '' : ` (Status: ${WORDS[task.status]})`;
  out.add(`${hand.isDashed ? `${'  '.repeat(id.split('.').length - 2)}- ` : ''}${id} ${task.title}${waits}${mark}`);
  out.expect(id, task, parent);
  for (const [index, child] of task.children.entries()) writeLine(out, child, `${id}.${index + 1}`, id);
}

function writeTable(out: Sheet, group: Group): void {
  const { hand } = out;
  out.add('| ID | Task | Priority | Status |', '|----|:----|---|---|');
  for (const [index, task] of flat(group.tasks).entries()) {
    const id = `SHOP-${group.number}${String(index + 1).padStart(2, '0')}`;
    out.add(`| ${id} | ${task.title.replaceAll('|', '\\|')} | ${task.priority ?? 'medium'} | ${word(task.status, hand.words)} |`);
    out.expect(id, { ...task, children: [] }, null);
  }
}
