import type { Diagnostic, TaskList } from '../model.ts';
import { withAdvice } from './report.ts';

/** Thrown by every edit that is refused; the file stays as it is. */
export class TaskListRefusal extends Error {
  override readonly name = 'TaskListRefusal';
  readonly code: string;
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(`${diagnostic.line}:${diagnostic.col}: ${diagnostic.code}: ${diagnostic.message}`);
    this.code = diagnostic.code;
    this.diagnostic = diagnostic;
  }
}

/** A refusal that has a place in the file, or none: then it points at its start. */
export function refusal(
  code: string,
  message: string,
  at: Partial<Pick<Diagnostic, 'line' | 'col' | 'offset' | 'length' | 'key' | 'hint' | 'found' | 'expected'>> = {},
): TaskListRefusal {
  const advice = withAdvice({ code, message, expected: at.expected, hint: at.hint }, at.found);
  return new TaskListRefusal({ code, severity: 'error', message, line: 1, col: 1, offset: 0, length: 0, ...at, ...advice });
}

/** An edit of a list that could not be read is refused with what kept it from being read. */
export function findUnreadable(list: TaskList): Diagnostic | undefined {
  return list.diagnostics.find((diagnostic) => diagnostic.code.startsWith('E0'));
}
