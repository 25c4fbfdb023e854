import { type Outcome, type Replayed, type TaskList, formatDiagnostic, merge } from '@devteam/task-list';
import type { CommandContext } from '../command-context.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { UsageError } from '../usage-error.ts';
import { refuse, textOrBase64 } from './edit-list.ts';
import { findUnreadable, readList, replaceFile, standardInput } from './list-file.ts';

export interface MergeListsOptions {
  path?: string;
  write?: boolean;
  json?: boolean;
}

export interface Versions {
  base: string;
  ours: string;
  theirs: string;
}

/** `devteam tasks merge`. A result with a refused operation is printed and never written: with it a change of ours would be lost. */
export async function mergeLists(versions: Versions, options: MergeListsOptions, context: CommandContext): Promise<void> {
  const { endWith, stderr, stdout } = context;
  const { write } = options;
  if (write && versions.ours === standardInput)
    throw new UsageError('standard input cannot be written', { next: 'Give a file as OURS, or leave out --write.' });
  const shown = options.path ?? versions.ours;
  const where = options.path === undefined ? {} : { path: options.path };
  const [base, ours, theirs] = [await readList(versions.base), await readList(versions.ours), await readList(versions.theirs)];
  const unreadable = [base, ours, theirs].map(findUnreadable).find((diagnostic) => diagnostic?.code === 'E001');
  if (unreadable) {
    refuse(shown, unreadable, options, context);
    return;
  }
  const merged = merge(base.bytes, ours.bytes, theirs.bytes, where);
  if (!merged.bytes) {
    const [diagnostic] = merged.diagnostics;
    if (!diagnostic) throw new Error('A merge without a result says why');
    refuse(shown, diagnostic, options, context);
    return;
  }
  const broken = merged.outcomes.length > 0 ? findUnreadable(merged.list) : undefined;
  if (broken) {
    refuse(versions.theirs, broken, options, context);
    return;
  }
  const clean = merged.outcomes.every(({ outcome }) => outcome !== 'refused');
  if (!clean) endWith(1);
  const isWritten = write === true && clean && !sameBytes(ours.bytes, merged.bytes);
  if (isWritten && !(await replaceFile(versions.ours, ours.bytes, merged.bytes)))
    throw new Error(`${versions.ours} was changed while it was merged; nothing was written`);
  if (options.json) {
    stdout.line(jsonLine({ clean, outcomes: merged.outcomes.map(outcomeJson), ...textOrBase64(merged.bytes) }));
    return;
  }
  for (const line of linesOf(merged, shown)) stderr.line(line);
  if (!clean && write) stderr.line(`${plainText(shown)} stays as it is`);
  if (!write) stdout.bytes(merged.bytes);
}

const outcomeJson = ({ diagnostics, key, operation, outcome }: Outcome): Record<string, unknown> => ({
  op: operation.op,
  key,
  outcome,
  diagnostics,
});

/** Only what did not simply work. */
function linesOf({ outcomes }: Replayed & { list: TaskList }, path: string): string[] {
  return outcomes.flatMap(({ diagnostics }) => diagnostics.map((diagnostic) => plainText(formatDiagnostic(diagnostic, path))));
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
