import type { Diagnostic } from '../model.ts';

/** `task_lists.md:42:5: E101: what is there; what was expected; what we do`. */
export function formatDiagnostic(diagnostic: Diagnostic, file: string): string {
  const more = diagnostic.count === undefined ? '' : ` (${diagnostic.count} of this code in all)`;
  return `${file}:${diagnostic.line}:${diagnostic.col}: ${diagnostic.code}: ${diagnostic.message}${more}`;
}
