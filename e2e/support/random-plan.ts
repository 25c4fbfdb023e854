import fc from 'fast-check';

/** What one attempt of a recording does to the tree, in numbers and words that any tree can be given. */
export interface PlannedChange {
  kind: 'write' | 'append' | 'edit' | 'remove' | 'rename' | 'mode' | 'binary' | 'link';
  /** Which file, counted around. */
  pick: number;
  text: string;
}

export type AttemptEnd = 'passes' | 'breaks a check' | 'changes nothing' | 'exits with 3';

export interface PlannedAttempt {
  end: AttemptEnd;
  changes: PlannedChange[];
  /** The recorded change also writes into the task list, which must never land. */
  writesList: boolean;
  delaySeconds: number;
}

export interface PlannedTask {
  title: string;
  start: 'pending' | 'active' | 'completed' | 'skipped' | 'blocked';
  /** As recorded; after the last the last is played again. Of tasks without children only. */
  attempts: PlannedAttempt[];
  children: PlannedTask[];
  /** A task may only wait for what has a lower rank throughout, so there is no circle. */
  rank: number;
  dependencyPicks: number[];
  note: string | null;
}

export interface ProjectPlan {
  family: 'headings' | 'checklist';
  ids: 'dotted' | 'letters' | 'parents with .0' | 'none';
  groups: { title: string; tasks: PlannedTask[] }[];
  listPath: string;
  branch: string;
  /** The project names its branch, or takes the remote's default. */
  namesBranch: boolean;
  lineEnd: '\n' | '\r\n';
  endsWithLineEnd: boolean;
  byteOrderMark: boolean;
  maxAttempts: 1 | 2 | 3 | null;
  /** Halts after this task or group, counted around. */
  stopPick: number | null;
  stopStandsIn: 'start' | 'list';
  checksFrom: 'repository' | 'settings';
}

const words = [
  'parser', 'für', 'größere', 'Längen', '日本語', 'naïve', 'queue', '`code`', '_names_', '&amp;', 'A|B', '#tag', 'page', 'twelve', 'rows', "it's", '«quoted»',
  '100 %', 'and', 'a very long word that goes on', '*stars*', 'ß', 'Ω', '→', '\\*', 'e-mail',
]; // prettier-ignore
const verbs = ['Add', 'Count', 'Draw', 'Explain', 'Prüfe', 'Rename', 'Split', 'Sort'];
const phrase = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 }).map((chosen) => chosen.join(' '));
const title = fc.tuple(fc.constantFrom(...verbs), phrase).map((parts) => parts.join(' '));

const line = fc.oneof(phrase, fc.constantFrom('', ' ', '\t tab', '<<<<<<< no conflict', '$HOME `x`', 'trailing  '));
const change: fc.Arbitrary<PlannedChange> = fc.record({
  kind: fc.constantFrom('write', 'write', 'append', 'append', 'edit', 'edit', 'remove', 'rename', 'mode', 'binary', 'link'),
  pick: fc.nat(1000),
  text: fc.tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), fc.boolean()).map(([lines, end, ends]) => lines.join(end) + (ends ? end : '')),
}); // prettier-ignore

const attempt = (end: AttemptEnd): fc.Arbitrary<PlannedAttempt> =>
  fc.record({
    end: fc.constant(end),
    changes: fc.array(change, { maxLength: 4 }),
    writesList: fc.boolean().map((first) => first && end !== 'changes nothing'),
    delaySeconds: fc.constantFrom(0, 0, 0, 0.02),
  });
const passing = attempt('passes');
const failing = fc.oneof(
  { weight: 4, arbitrary: attempt('breaks a check') },
  { weight: 1, arbitrary: attempt('changes nothing') },
  { weight: 1, arbitrary: attempt('exits with 3') },
);
const attempts = fc.oneof(
  { weight: 14, arbitrary: passing.map((one) => [one]) },
  { weight: 6, arbitrary: fc.tuple(failing, passing).map((all): PlannedAttempt[] => all) },
  { weight: 2, arbitrary: fc.tuple(failing, failing, passing).map((all): PlannedAttempt[] => all) },
  { weight: 1, arbitrary: fc.array(failing, { minLength: 1, maxLength: 3 }) },
);

const start = fc.oneof(
  { weight: 24, arbitrary: fc.constant('pending' as const) },
  { weight: 2, arbitrary: fc.constant('completed' as const) },
  { weight: 1, arbitrary: fc.constantFrom('active' as const, 'skipped' as const, 'blocked' as const) },
);

const task = (depth: number): fc.Arbitrary<PlannedTask> =>
  fc.record({
    title,
    start,
    attempts,
    children:
      depth === 0
        ? fc.constant<PlannedTask[]>([])
        : fc.oneof(
            { weight: 4, arbitrary: fc.constant<PlannedTask[]>([]) },
            { weight: 1, arbitrary: fc.array(task(depth - 1), { minLength: 1, maxLength: 3 }) },
          ),
    rank: fc.nat(1000),
    dependencyPicks: fc.oneof(
      { weight: 2, arbitrary: fc.constant<number[]>([]) },
      { weight: 3, arbitrary: fc.array(fc.nat(1000), { minLength: 1, maxLength: 2 }) },
    ),
    note: fc.option(phrase, { freq: 2 }),
  });

/** A project as its task list, its recordings and its settings make it. */
export const projectPlan: fc.Arbitrary<ProjectPlan> = fc
  .record({
    style: fc.constantFrom(
      { family: 'headings', ids: 'dotted' } as const,
      { family: 'headings', ids: 'dotted' } as const,
      { family: 'checklist', ids: 'dotted' } as const,
      { family: 'checklist', ids: 'letters' } as const,
      { family: 'checklist', ids: 'parents with .0' } as const,
      { family: 'checklist', ids: 'none' } as const,
    ),
    groups: fc.array(fc.record({ title: phrase, tasks: fc.array(task(2), { minLength: 1, maxLength: 4 }) }), {
      minLength: 1,
      maxLength: 2,
    }),
    listPath: fc.constantFrom(
      'task_lists.md',
      'task_lists.md',
      'tasks_list.md',
      'docs/DevTeam/tasks_list.md',
      'ai_docs/tasks/tasks_list.md',
    ),
    branch: fc.constantFrom('main', 'main', 'trunk', 'release/1.x'),
    namesBranch: fc.boolean(),
    lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
    endsWithLineEnd: fc.boolean(),
    byteOrderMark: fc.nat(7).map((n) => n === 0),
    maxAttempts: fc.constantFrom(null, null, null, null, null, 3, 2, 1),
    stopPick: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(1000) }),
    stopStandsIn: fc.constantFrom('start', 'list'),
    checksFrom: fc.constantFrom('repository', 'settings'),
  })
  .map(({ style, ...plan }) => Object.assign(plan, { family: style.family, ids: canHave(style.ids, plan.groups) ? style.ids : 'dotted' }));

/** A letter with a number is an id only where another task has one, too. */
function canHave(ids: ProjectPlan['ids'], groups: ProjectPlan['groups']): boolean {
  const [first, ...more] = groups.flatMap((group) => group.tasks);
  return ids !== 'letters' || more.length > 0 || (first?.children.length ?? 0) > 0;
}
