import { type TaskList, formatDiagnostic } from '@devteam/task-list';
import type { CommandContext } from '../command-context.ts';
import { plainText } from '../output/plain-text.ts';

/** Errors and warnings of a list on standard error; of notes only how many there are, `check` has them. */
export function reportDiagnostics(path: string, list: TaskList, { stderr }: CommandContext): void {
  for (const diagnostic of list.diagnostics) {
    if (diagnostic.severity === 'note') continue;
    stderr.line(stderr.paint.color(diagnostic.severity === 'error' ? 'red' : 'amber', plainText(formatDiagnostic(diagnostic, path))));
  }
  const notes = list.diagnostics.reduce(
    (sum, { severity, count }) => (severity === 'note' ? sum + (count === undefined ? 1 : count - 49) : sum),
    0,
  );
  if (notes > 0) stderr.line(stderr.paint.faint(`${notes} ${notes === 1 ? 'note' : 'notes'}: devteam tasks check ${plainText(path)}`));
}
