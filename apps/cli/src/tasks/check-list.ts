import { formatDiagnostic } from '@devteam/task-list';
import type { CommandContext } from '../command-context.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { findUnreadable, readList, standardInput } from './list-file.ts';
import { quotedDiagnostic } from './quoted-diagnostic.ts';

export interface CheckListOptions {
  json?: boolean;
}

/** `devteam tasks check`. */
export async function checkList(path: string, options: CheckListOptions, context: CommandContext): Promise<void> {
  const { endWith, stderr, stdout } = context;
  const list = await readList(path);
  const { counts, diagnostics, dialect } = list;
  const ok = diagnostics.every(({ severity }) => severity !== 'error');
  if (!ok) endWith(findUnreadable(list) ? 4 : 1);
  if (options.json) {
    stdout.line(jsonLine({ file: path === standardInput ? null : path, dialect, ok, counts, diagnostics }));
    return;
  }
  for (const diagnostic of diagnostics) {
    if (!stderr.isTerminal) stderr.line(plainText(formatDiagnostic(diagnostic, path)));
    else for (const line of quotedDiagnostic(diagnostic, path, list, stderr.paint, stderr.columns())) stderr.line(line);
  }
  const count = (severity: string, word: string): string => {
    const number = diagnostics
      .filter((one) => one.severity === severity)
      .reduce((sum, one) => sum + (one.count === undefined ? 1 : one.count - 49), 0);
    return `${number === 0 ? 'no' : number} ${word}${number === 1 ? '' : 's'}`;
  };
  stdout.line(
    plainText(
      `${path}: ${dialect}, ${counts.tasks} ${counts.tasks === 1 ? 'task' : 'tasks'}, ${count('error', 'error')}, ${count('warning', 'warning')}, ${count('note', 'note')}`,
    ),
  );
}
