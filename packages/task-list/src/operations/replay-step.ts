import { TaskListRefusal } from '../diagnostics/refusal.ts';
import { withAdvice } from '../diagnostics/report.ts';
import type { Diagnostic, Edit, Key, Outcome, Task, TaskList, TaskRef } from '../model.ts';
import { findTask } from '../questions/find.ts';
import { identify } from './identify.ts';

/** What one operation comes to on their list. */
export interface Step {
  readonly outcome: Outcome['outcome'];
  readonly key: Key | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly edits: readonly Edit[];
}

/** What earlier operations of ours did, for the later ones. */
export class ReplayState {
  private readonly touched = new Set<string>();
  private readonly renamed = new Map<string, Key>();

  /** A task or a field of it is ours from here on. */
  touch(name: string): void {
    this.touched.add(name.toUpperCase());
  }

  isOurs(name: string): boolean {
    return this.touched.has(name.toUpperCase());
  }

  rename(from: Key, to: Key): void {
    if (from.toUpperCase() !== to.toUpperCase()) this.renamed.set(from.toUpperCase(), to);
  }

  /** The key of a task in their list, if we chose another one for it. */
  keyNow(key: Key): Key {
    return this.renamed.get(key.toUpperCase()) ?? key;
  }

  refNow(ref: TaskRef): TaskRef {
    const key = this.keyNow(ref.key);
    return key === ref.key ? ref : { ...ref, key };
  }
}

/** The key to write a task with that was found: the first of several with one id is not written by the bare id. */
export function keyToWrite(list: TaskList, { key }: Task): Key {
  return !key.includes('~') && findTask(list, `${key}~2`) ? `${key}~1` : key;
}

/** The task of their list that a reference means, or the step that says why there is none. */
export function findTheirs(list: TaskList, ref: TaskRef): { task: Task; diagnostics: Diagnostic[] } | { step: Step } {
  const found = identify(list, ref);
  if (found.task) {
    const { task, renumbered } = found;
    return {
      task,
      diagnostics: renumbered
        ? [aboutTask('W230', task, `${ref.key} "${ref.title}" is ${task.key} now; expected its old number; it is followed`)]
        : [],
    };
  }
  const what = `${ref.key} "${ref.title}"`;
  if (found.why === 'gone')
    return {
      step: {
        outcome: 'dropped',
        key: null,
        edits: [],
        diagnostics: [aboutRef('W241', ref, `${what} is gone; expected it in the file; the operation is dropped`)],
      },
    };
  const diagnostic =
    found.why === 'other'
      ? aboutRef('W231', ref, `${ref.key} is another task now; expected "${ref.title}"; the operation is refused`)
      : aboutRef('W243', ref, `several tasks could be ${what}; expected one; the operation is refused`);
  return { step: refusedBy(diagnostic) };
}

export function refusedBy(diagnostic: Diagnostic): Step {
  return { outcome: 'refused', key: null, diagnostics: [diagnostic], edits: [] };
}

/** Runs an edit; a refusal becomes a step. */
export function attempt(run: () => Step): Step {
  try {
    return run();
  } catch (error) {
    if (error instanceof TaskListRefusal) return refusedBy(error.diagnostic);
    throw error;
  }
}

export function aboutTask(code: string, task: Task, message: string): Diagnostic {
  const { line, col, offset, length } = task.head;
  return { code, severity: 'warning', message, line, col, offset, length, key: task.key, ...withAdvice({ code, message }, undefined) };
}

export function aboutRef(code: string, ref: TaskRef, message: string): Diagnostic {
  return {
    code,
    severity: 'warning',
    message,
    line: 1,
    col: 1,
    offset: 0,
    length: 0,
    key: ref.key,
    ...withAdvice({ code, message }, undefined),
  };
}
