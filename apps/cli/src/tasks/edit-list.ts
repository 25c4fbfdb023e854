import {
  type Diagnostic,
  type Edit,
  type Key,
  type TaskList,
  TaskListRefusal,
  applyEdits,
  formatDiagnostic,
  parse,
} from '@devteam/task-list';
import type { CommandContext } from '../command-context.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { paintedDiff } from './painted-diff.ts';
import { findUnreadable, readList, replaceFile, standardInput } from './list-file.ts';
import { reportDiagnostics } from './report-diagnostics.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface EditOptions {
  dryRun?: boolean;
  json?: boolean;
}

/** What an edit comes to: the bytes that change, and what is said of it. */
export interface PlannedEdit {
  edits: readonly Edit[];
  key: Key;
  /** For standard output where neither JSON nor a file goes there, else for standard error. */
  sentence: string;
  /** The keys of its own of the JSON object, between `changed` and `edits`; given the list as it is afterwards. */
  json: (after: TaskList) => Record<string, unknown>;
}

/** Each means that somebody else got on. */
const mostRetries = 100;

/** Changes a list: shows the diff, writes the file in one step, and does it again on the newer file if somebody was quicker. */
export async function editList(
  path: string,
  options: EditOptions,
  context: CommandContext,
  plan: (list: TaskList) => PlannedEdit,
): Promise<void> {
  for (let retries = 0; ; retries += 1) {
    const list = await readList(path);
    let planned: PlannedEdit;
    try {
      planned = plan(list);
    } catch (error) {
      if (!(error instanceof TaskListRefusal)) throw error;
      refuse(path, findUnreadable(list) ?? error.diagnostic, options, context);
      return;
    }
    const bytes = applyEdits(list.bytes, [...planned.edits]);
    const isWritten = planned.edits.length > 0 && options.dryRun !== true && path !== standardInput;
    if (isWritten && !(await replaceFile(path, list.bytes, bytes))) {
      if (retries < mostRetries) continue;
      throw new Error(`${path} is changed all the time; nothing was written`);
    }
    say(path, list, bytes, planned, options, context);
    return;
  }
}

function say(path: string, list: TaskList, bytes: Uint8Array, planned: PlannedEdit, options: EditOptions, context: CommandContext): void {
  const { stderr, stdout } = context;
  const { edits, json, sentence } = planned;
  const after = parse(bytes, { dialect: list.dialect, ...(path === standardInput ? {} : { path }) });
  const diff = unifiedDiff(path === standardInput ? 'task_lists.md' : path.replace(/^\/+/, ''), list.bytes, edits);
  if (options.json) {
    stdout.line(jsonLine({ changed: edits.length > 0, ...json(after), edits: edits.map(editJson), diagnostics: after.diagnostics }));
    return;
  }
  const isFilePrinted = path === standardInput && options.dryRun !== true;
  const result = options.dryRun ? stdout : stderr;
  result.write(paintedDiff(diff, result.paint, result.isTerminal));
  (isFilePrinted || options.dryRun ? stderr : stdout).line(sentence);
  reportDiagnostics(path, after, context);
  if (isFilePrinted) stdout.bytes(bytes);
}

/** The end of a command that may not do what it was asked: 3, or 4 for a file that cannot be read. */
export function refuse(
  path: string,
  diagnostic: Diagnostic,
  { json }: { json?: boolean },
  { endWith, stderr, stdout }: CommandContext,
): void {
  endWith(diagnostic.code.startsWith('E0') ? 4 : diagnostic.code === 'W244' ? 1 : 3);
  if (json) {
    stdout.line(jsonLine({ error: diagnostic }));
    return;
  }
  stderr.line(stderr.paint.color('red', plainText(formatDiagnostic(diagnostic, path))));
  if (diagnostic.hint !== undefined) stderr.line(`  ${diagnostic.hint}`);
}

type EditJson = { offset: number; length: number } & ({ text: string } | { base64: string });

function editJson({ offset, length, bytes }: Edit): EditJson {
  return { offset, length, ...textOrBase64(bytes) };
}

/** Bytes as text, if they are text. */
export function textOrBase64(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}
