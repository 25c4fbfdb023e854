import * as z from 'zod';

/** The shapes of `--json`, exactly: a key too many or too few is a fault. */

const status = z.enum(['pending', 'active', 'completed', 'error', 'blocked', 'human-review', 'canceled', 'replaced', 'skipped']);
const dialect = z.enum(['headings', 'ai-dev-tasks', 'spec-kit', 'kiro', 'openspec', 'checklist', 'outline', 'table', 'backlog', 'none']);
const family = z.enum(['headings', 'checklist', 'outline', 'table', 'file', 'none']);
const text = z.string();
const key = z.string().min(1);
const natural = z.int().nonnegative();
const line = z.int().positive();

export const Diagnostic = z.strictObject({
  code: z.string().regex(/^[EWN]\d{3}$/),
  severity: z.enum(['error', 'warning', 'note']),
  message: text,
  line,
  col: line,
  offset: natural,
  length: natural,
  key: key.optional(),
  found: text.optional(),
  expected: text.optional(),
  hint: text.optional(),
  count: natural.optional(),
  related: z.array(z.strictObject({ line, col: line })).optional(),
});

const Counts = z.strictObject({
  tasks: natural,
  done: natural,
  checks: natural,
  checksDone: natural,
  byStatus: z.record(status, natural),
});

const Task = z.strictObject({
  key,
  id: key.nullable(),
  title: text,
  description: text,
  acceptanceCriteria: z.array(text),
  status,
  statusSource: z.enum(['field', 'box', 'heading', 'mark', 'cell', 'checks', 'derived', 'default', 'unknown']),
  statusText: text,
  complexity: z.enum(['simple', 'medium', 'complex']),
  estimatedDuration: z.number().nullable(),
  actualDuration: z.number().nullable(),
  dependencies: z.array(key),
  dependencyNotes: z.array(text),
  tags: z.array(text),
  priority: z.enum(['low', 'medium', 'high', 'critical']),
  kind: z.enum(['feature', 'error_resolution']),
  type: z.enum(['atomic', 'composite']).nullable(),
  files: z.array(text),
  checks: z.array(z.strictObject({ text, done: z.boolean().nullable(), label: text.nullable(), line })),
  completedAt: text.nullable(),
  executionSummary: text.nullable(),
  injection: z
    .strictObject({
      type: z.enum(['priority', 'replace', 'positional']).nullable(),
      at: text.nullable(),
      by: text.nullable(),
      reason: text.nullable(),
      replaced: text.nullable(),
    })
    .nullable(),
  errorContext: z
    .strictObject({
      originalTask: text.nullable(),
      errorType: text.nullable(),
      containerId: text.nullable(),
      executionLogs: text.nullable(),
    })
    .nullable(),
  replacedBy: key.nullable(),
  optional: z.boolean(),
  parallel: z.boolean(),
  stop: z.enum(['before', 'after']).nullable(),
  given: z.array(text),
  parent: key.nullable(),
  group: key.nullable(),
  children: z.array(key),
  depth: line,
  executable: z.boolean(),
  offset: natural,
  length: natural,
  line,
  col: line,
});

const Group = z.strictObject({
  key: key.nullable(),
  title: text,
  level: natural,
  parent: key.nullable(),
  dependencies: z.array(key),
  line,
});
const Stop = z.strictObject({ when: z.enum(['before', 'after']), target: key });
const bytes = { offset: natural, length: natural };
const Edit = z.union([z.strictObject({ ...bytes, text }), z.strictObject({ ...bytes, base64: text })]);
const diagnostics = z.array(Diagnostic);

export const ListJson = z.strictObject({
  file: text.nullable(),
  dialect,
  family,
  title: text.nullable(),
  tasks: z.array(Task),
  groups: z.array(Group),
  stops: z.array(Stop),
  counts: Counts,
  diagnostics,
});
export const ShowJson = z.strictObject({ task: Task, diagnostics });
export const SetJson = z.strictObject({ changed: z.boolean(), key, status, closed: z.array(key), edits: z.array(Edit), diagnostics });
export const InjectJson = z.strictObject({
  changed: z.boolean(),
  id: key.nullable(),
  key,
  type: z.enum(['priority', 'replace', 'positional']),
  edits: z.array(Edit),
  diagnostics,
});
export const CheckJson = z.strictObject({ file: text.nullable(), dialect, ok: z.boolean(), counts: Counts, diagnostics });

const outcome = z.strictObject({
  op: z.enum(['setStatus', 'complete', 'setField', 'inject', 'injectErrorResolution']),
  key: key.nullable(),
  outcome: z.enum(['applied', 'unchanged', 'theirs', 'renamed', 'dropped', 'refused']),
  diagnostics,
});
const merged = { clean: z.boolean(), outcomes: z.array(outcome) };
export const MergeJson = z.union([z.strictObject({ ...merged, text }), z.strictObject({ ...merged, base64: text })]);
export const RefusedJson = z.strictObject({ error: Diagnostic });
