import type { Field } from '../model.ts';
import { toView } from '../text/source-text.ts';

/** A label we know what to do with; all others are kept as they are. */
export type KnownLabel =
  | Exclude<Field, 'title'>
  | 'blocked'
  | 'injection'
  | 'errorContext'
  | 'verification'
  | 'requirements'
  | 'notes'
  | 'investigation';

/** Canonical name first: it is what we write. */
export const labelNames: Readonly<Record<KnownLabel, readonly string[]>> = {
  description: ['Description', 'desc', 'goal', '描述', '说明'],
  type: ['Type'],
  acceptanceCriteria: [
    'Acceptance Criteria',
    'acceptance',
    'criteria',
    'done when',
    'completion criteria',
    'success criteria',
    'definition of done',
    'dod',
    '验收标准',
  ],
  complexity: ['Complexity', 'effort', 'size', 'scope', 'estimated scope'],
  priority: ['Priority', '优先级'],
  status: ['Status', 'state', '状态', '状態'],
  dependencies: ['Dependencies', 'depends on', 'depends', 'deps', 'blocked by', 'prerequisites'],
  tags: ['Tags', 'labels'],
  files: ['Files', 'file', 'files likely touched', 'touches'],
  estimatedDuration: ['Estimated Duration', 'estimate', 'estimated', 'estimated time', 'estimated effort', 'duration', 'time'],
  actualDuration: ['Actual Duration', 'actual', 'actual time', 'took', 'spent'],
  completedAt: ['Completed', 'completed at', 'done at'],
  executionSummary: ['Execution Summary', 'summary', 'result', 'implementation'],
  injection: ['Injection Details'],
  errorContext: ['Error Context'],
  investigation: ['Investigation State'],
  stop: ['Stop'],
  blocked: ['Blocked'],
  verification: ['Verification'],
  requirements: ['Requirements'],
  notes: ['Notes'],
};

/** Where a new field goes, for writing only. `Criteria` is a label of its own there, which reading takes as acceptance criteria. */
export const fieldOrder: readonly KnownLabel[] = [
  'description',
  'type',
  'acceptanceCriteria',
  'complexity',
  'priority',
  'status',
  'dependencies',
  'tags',
  'files',
  'estimatedDuration',
  'actualDuration',
  'completedAt',
  'executionSummary',
  'injection',
  'errorContext',
  'investigation',
  'stop',
];

const byName = new Map<string, KnownLabel>();
for (const [label, names] of Object.entries(labelNames) as [KnownLabel, readonly string[]][]) {
  for (const name of names) byName.set(toView(name), label).set(toView(name.toLowerCase()), label);
}

/** The longest name, in bytes: no longer text can be a known label. */
export const longestName = Math.max(...[...byName.keys()].map((name) => name.length));

/** `name` in view form, any case. */
export function findLabel(name: string): KnownLabel | undefined {
  if (name.length > longestName) return undefined;
  return byName.get(name) ?? byName.get(asciiLower(name).replace(/[ \t]+/g, ' '));
}

/** Lower case of ASCII letters only: on the view, other characters are bytes. */
export function asciiLower(view: string): string {
  return view.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Labels whose value says that a heading is a task. */
const TASK_SIGNS: ReadonlySet<KnownLabel> = new Set([
  'description',
  'status',
  'acceptanceCriteria',
  'priority',
  'dependencies',
  'type',
  'complexity',
  'estimatedDuration',
  'actualDuration',
]);

export function isTaskSign(label: KnownLabel | undefined): boolean {
  return label !== undefined && TASK_SIGNS.has(label);
}
