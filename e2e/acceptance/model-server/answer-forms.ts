import type { ToolCall } from './ask.ts';
import type { Change } from './changed-lines.ts';

/** How an agent wants to be told an edit. */
export type AnswerForm = 'aider diff' | 'aider whole' | 'codex' | 'opencode';

export interface FormedAnswer {
  readonly text: string;
  readonly calls: readonly ToolCall[];
}

/** A line that stands in no file: who looks for it finds nothing. */
const nowhere = 'a line that stands nowhere';

export interface AnswerParts {
  readonly prose: string;
  readonly changes: readonly Change[];
  /** Makes the last change one that fits nothing. */
  readonly isMisplaced?: boolean | undefined;
  /** Whole new content by path, for forms that cannot tell a part. */
  readonly whole: Readonly<Record<string, string>>;
}

/** One description of an answer, in the form of the agent that asked. */
export function formAnswer(form: AnswerForm, parts: AnswerParts): FormedAnswer {
  const changes = parts.isMisplaced
    ? parts.changes.map((change, index) => (index === parts.changes.length - 1 ? misplaced(change) : change))
    : parts.changes;
  if (form === 'aider diff') return { text: [parts.prose, ...changes.map(searchReplace)].join('\n\n'), calls: [] };
  if (form === 'aider whole') {
    const files = Object.entries(parts.whole).map(([path, text]) => `${path}\n\`\`\`\n${text}\`\`\``);
    return { text: [parts.prose, ...files].join('\n\n'), calls: [] };
  }
  const patch = v4aPatch(changes);
  const input = form === 'codex' ? { cmd: `apply_patch <<'EOF'\n${patch}\nEOF\n` } : { patchText: patch };
  return { text: parts.prose, calls: changes.length === 0 ? [] : [{ name: form === 'codex' ? 'exec_command' : 'apply_patch', input }] };
}

/** A command in a shell, for agents that have one. */
export function shellCall(form: AnswerForm, command: string): ToolCall[] {
  if (form === 'codex') return [{ name: 'exec_command', input: { cmd: command } }];
  if (form === 'opencode') return [{ name: 'bash', input: { command, description: 'Runs a command' } }];
  return [];
}

const misplaced = (change: Change): Change => ({
  ...change,
  before: [nowhere, ...(change.before ?? [])],
  kept: { start: 0, end: change.kept.end },
});

function searchReplace({ after, before, path }: Change): string {
  const fence = '```';
  return [path, fence, '<<<<<<< SEARCH', ...(before ?? []), '=======', ...after, '>>>>>>> REPLACE', fence].join('\n');
}

function v4aPatch(changes: readonly Change[]): string {
  const files = changes.flatMap(({ after, before, kept, path }) => {
    if (before === null) return [`*** Add File: ${path}`, ...after.map((line) => `+${line}`)];
    const marked = (mark: string) => (line: string) => `${mark}${line}`;
    return [
      `*** Update File: ${path}`,
      '@@',
      ...before.slice(0, kept.start).map(marked(' ')),
      ...before.slice(kept.start, before.length - kept.end).map(marked('-')),
      ...after.slice(kept.start, after.length - kept.end).map(marked('+')),
      ...before.slice(before.length - kept.end).map(marked(' ')),
    ];
  });
  return ['*** Begin Patch', ...files, '*** End Patch'].join('\n');
}
