import { refusal, TaskListRefusal } from '../diagnostics/refusal.ts';
import { applyEdits } from '../edit/apply-edits.ts';
import type { Diagnostic, Operation, Outcome, ParseOptions, Replayed, TaskList, TaskRef } from '../model.ts';
import { parse } from '../read/parse.ts';
import { applyOperation } from './apply-operation.ts';
import { identify } from './identify.ts';

/** Makes our unpublished operations on what others have published meanwhile. Text is never merged; see section 11 for who wins. */
export function replay(operations: readonly Operation[], theirs: Uint8Array, options: ParseOptions = {}): Replayed {
  let list = parse(theirs, options);
  const unreadable = list.diagnostics.find(({ code }) => code.startsWith('E0'));
  const outcomes: Outcome[] = [];
  /** What we set ourselves: the status a later operation of ours has to expect. */
  const touched = new Set<string>();
  for (const operation of operations) {
    if (unreadable) {
      outcomes.push({ operation, outcome: 'refused', key: null, diagnostics: [unreadable] });
      continue;
    }
    const { outcome, next } = replayOne(list, operation, touched);
    outcomes.push(outcome);
    if (next) list = parse(next, { ...options, dialect: list.dialect });
  }
  return { bytes: list.bytes, list, outcomes };
}

function replayOne(list: TaskList, operation: Operation, touched: Set<string>): { outcome: Outcome; next?: Uint8Array } {
  const refused = (diagnostic: Diagnostic): { outcome: Outcome } => ({
    outcome: { operation, outcome: 'refused', key: null, diagnostics: [diagnostic] },
  });
  if (operation.op !== 'setStatus' && operation.op !== 'complete')
    return refused(refusal('E132', `operation ${operation.op} is not known`).diagnostic);
  const { ref } = operation;
  const found = identify(list, ref);
  if (found.task === null) {
    if (found.why === 'gone')
      return {
        outcome: {
          operation,
          outcome: 'dropped',
          key: null,
          diagnostics: [about('W241', ref, `${ref.key} "${ref.title}" is gone; expected it in the file; the operation is dropped`)],
        },
      };
    return refused(
      about(
        found.why === 'other' ? 'W231' : 'W243',
        ref,
        `${ref.key} is another task now, or several; expected "${ref.title}"; the operation is refused`,
      ),
    );
  }
  const { task, renumbered } = found;
  const diagnostics = renumbered ? [about('W230', ref, `${ref.key} "${ref.title}" is ${task.key} now; it is followed`)] : [];
  const wanted = operation.op === 'complete' ? 'completed' : operation.status;
  if (task.status !== wanted && task.status !== ref.status && !touched.has(task.key)) {
    return {
      outcome: {
        operation,
        outcome: 'theirs',
        key: task.key,
        diagnostics: [
          ...diagnostics,
          about('W240', ref, `${task.key} was set to ${task.status} meanwhile; expected ${ref.status}; theirs stays`),
        ],
      },
    };
  }
  try {
    const { edits } = applyOperation(list, { ...operation, ref: { ...ref, key: task.key } });
    const same = task.status === wanted;
    touched.add(task.key);
    const outcome: Outcome = { operation, outcome: same ? 'unchanged' : 'applied', key: task.key, diagnostics };
    return edits.length === 0 ? { outcome } : { outcome, next: applyEdits(list.bytes, edits) };
  } catch (error) {
    if (error instanceof TaskListRefusal) return refused(error.diagnostic);
    throw error;
  }
}

function about(code: string, ref: TaskRef, message: string): Diagnostic {
  return { code, severity: 'warning', message, line: 1, col: 1, offset: 0, length: 0, key: ref.key };
}
