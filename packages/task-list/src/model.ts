/** The public vocabulary of this package: what a parsed task list looks like and what can be asked of it. */

export type Status = 'pending' | 'active' | 'completed' | 'error' | 'blocked' | 'human-review' | 'canceled' | 'replaced' | 'skipped';
export type Priority = 'low' | 'medium' | 'high' | 'critical';
export type Complexity = 'simple' | 'medium' | 'complex';
export type Family = 'headings' | 'checklist' | 'outline' | 'table' | 'file' | 'none';
export type Dialect =
  | 'headings'
  | 'ai-dev-tasks'
  | 'spec-kit'
  | 'kiro'
  | 'openspec'
  | 'checklist'
  | 'outline'
  | 'table'
  | 'backlog'
  | 'none';

/** Canonical id ('2.3', 'T014a'), duplicate ('T006~2') or position ('@2.1'); the last two live as long as one version of the file. */
export type Key = string;

/** In the original file, BOM included. */
export interface Place {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly col: number;
}

export type StatusSource = 'field' | 'box' | 'heading' | 'mark' | 'cell' | 'checks' | 'derived' | 'default' | 'unknown';

export interface Injection {
  readonly type: InjectionType | null;
  readonly at: string | null;
  readonly by: string | null;
  readonly reason: string | null;
  /** Key or text. */
  readonly replaced: string | null;
}

export interface ErrorContext {
  readonly originalTask: string | null;
  readonly errorType: string | null;
  readonly containerId: string | null;
  readonly executionLogs: string | null;
}

export interface Label {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
}

export interface Task {
  readonly key: Key;
  /** As written, without emphasis and separators. */
  readonly id: string | null;
  readonly title: string;
  readonly description: string;
  readonly acceptanceCriteria: readonly string[];
  readonly status: Status;
  readonly statusSource: StatusSource;
  /** Value or mark as written, detail included. */
  readonly statusText: string;
  readonly complexity: Complexity;
  /** Minutes. */
  readonly estimatedDuration: number | null;
  /** Minutes. */
  readonly actualDuration: number | null;
  /** Tasks, groups, parked ids; resolved, in written order, no repeats. */
  readonly dependencies: readonly Key[];
  readonly dependencyNotes: readonly string[];
  readonly tags: readonly string[];
  readonly priority: Priority;
  readonly kind: 'feature' | 'error_resolution';
  readonly type: 'atomic' | 'composite' | null;
  readonly files: readonly string[];
  readonly checks: readonly Check[];
  readonly completedAt: string | null;
  readonly executionSummary: string | null;
  readonly injection: Injection | null;
  readonly errorContext: ErrorContext | null;
  readonly replacedBy: Key | null;
  readonly optional: boolean;
  readonly parallel: boolean;
  readonly stop: 'before' | 'after' | null;
  /** Fields really present; all others are defaults. */
  readonly given: readonly Field[];
  /** Every label in order, known or not. */
  readonly labels: readonly Label[];
  readonly parent: Key | null;
  readonly group: Key | null;
  readonly children: readonly Key[];
  readonly depth: number;
  /** Own text and sub-tasks. */
  readonly source: Place;
  readonly head: Place;
}

/** `done` is null without a box. */
export interface Check {
  readonly text: string;
  readonly done: boolean | null;
  readonly label: string | null;
  readonly place: Place;
}

export interface Group {
  readonly key: Key | null;
  readonly title: string;
  readonly level: number;
  readonly parent: Key | null;
  readonly dependencies: readonly Key[];
  readonly checks: readonly Check[];
  readonly place: Place;
}

export type Field =
  | 'title'
  | 'description'
  | 'acceptanceCriteria'
  | 'status'
  | 'priority'
  | 'complexity'
  | 'estimatedDuration'
  | 'actualDuration'
  | 'dependencies'
  | 'tags'
  | 'type'
  | 'files'
  | 'completedAt'
  | 'executionSummary'
  | 'stop';

export interface Settings {
  readonly injectIds: 'auto' | 'half' | 'letter' | 'next';
  readonly completion: 'auto' | 'full' | 'mark';
  readonly titleMarks: boolean;
  readonly checkpoints: 'note' | 'stop';
}

export interface StopPoint {
  readonly when: 'before' | 'after';
  readonly target: Key;
}

export type Severity = 'error' | 'warning' | 'note';

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly line: number;
  readonly col: number;
  readonly offset: number;
  readonly length: number;
  readonly key?: Key;
  readonly found?: string;
  readonly expected?: string;
  readonly hint?: string;
  readonly count?: number;
  readonly related?: readonly { readonly line: number; readonly col: number }[];
}

export interface Counts {
  readonly tasks: number;
  /** Tasks with status completed. */
  readonly done: number;
  /** Boxes and lettered lines that are no tasks, those of groups and loose ones included. */
  readonly checks: number;
  readonly checksDone: number;
  readonly byStatus: Readonly<Record<Status, number>>;
}

export interface TaskList {
  readonly bytes: Uint8Array;
  readonly dialect: Dialect;
  readonly family: Family;
  readonly title: string | null;
  /** Document order, composite ones included. */
  readonly tasks: readonly Task[];
  readonly groups: readonly Group[];
  readonly stops: readonly StopPoint[];
  readonly parked: readonly { readonly id: string; readonly line: number }[];
  readonly settings: Settings;
  readonly counts: Counts;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Limits {
  readonly bytes: number;
  readonly lines: number;
  readonly openers: number;
  readonly quoteMarks: number;
  readonly lineBytes: number;
}

export interface ParseOptions {
  readonly path?: string;
  readonly dialect?: Dialect;
  readonly marks?: Readonly<Record<string, Status>>;
  /** Over front matter. */
  readonly settings?: Partial<Settings>;
  /** Ids never to give out: the engine's journal, the remote's version. */
  readonly reservedIds?: Iterable<string>;
  /** Last known status, to decide between box and field. */
  readonly known?: ReadonlyMap<Key, Status>;
  readonly parkedDependencies?: 'met' | 'blocked';
  readonly limits?: Partial<Limits>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly reason?: 'status' | 'composite' | 'dependency' | 'optional' | 'diagnostic';
  readonly waitingFor: readonly Key[];
}

export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

export interface Completion {
  /** A time as ISO 8601; written in UTC, in seconds. */
  readonly at: string;
  readonly summary?: string;
  /** Minutes. */
  readonly actualDuration?: number;
  readonly closeParents?: boolean;
}

export type FieldValue = string | number | readonly string[] | null;

export type InjectionType = 'priority' | 'replace' | 'positional';
export type InjectPlace =
  | { readonly type: 'priority'; readonly current?: Key }
  | { readonly type: 'replace'; readonly target: Key }
  | ({ readonly type: 'positional' } & (
      | { readonly before: Key }
      | { readonly after: Key }
      | { readonly at: string }
      | { readonly first: Key }
      | { readonly last: Key }
    ));

export interface NewTask {
  readonly title: string;
  readonly description?: string;
  readonly acceptanceCriteria?: readonly string[];
  readonly priority?: Priority;
  readonly complexity?: Complexity;
  /** Minutes. */
  readonly estimatedDuration?: number;
  readonly dependencies?: readonly Key[];
  readonly tags?: readonly string[];
  readonly files?: readonly string[];
}

export interface InjectRequest {
  readonly place: InjectPlace;
  readonly task: NewTask;
  readonly at: string;
  readonly by?: string;
  readonly reason?: string;
  readonly id?: string;
}

export interface Injected {
  readonly id: string | null;
  readonly key: Key;
  readonly edits: Edit[];
}

export interface ErrorResolution {
  readonly originalTask: Key;
  readonly errorType: string;
  readonly message: string;
  readonly containerId?: string;
  readonly logs?: string;
  readonly acceptanceCriteria?: readonly string[];
  readonly at: string;
  readonly id?: string;
}

export interface TaskRef {
  readonly key: Key;
  readonly title: string;
  readonly status: Status;
}

export type Operation =
  | { readonly op: 'setStatus'; readonly ref: TaskRef; readonly status: Status; readonly detail?: string }
  | { readonly op: 'complete'; readonly ref: TaskRef; readonly completion: Completion }
  | {
      readonly op: 'setField';
      readonly ref: TaskRef;
      readonly field: Exclude<Field, 'status'>;
      readonly was: FieldValue;
      readonly value: FieldValue;
    }
  /** `ref` is a task or null for a group's end; `id` as first chosen. */
  | { readonly op: 'inject'; readonly request: InjectRequest; readonly ref: TaskRef | null; readonly id: string | null }
  | { readonly op: 'injectErrorResolution'; readonly error: ErrorResolution; readonly ref: TaskRef; readonly id: string | null };

export interface Outcome {
  readonly operation: Operation;
  readonly outcome: 'applied' | 'unchanged' | 'theirs' | 'renamed' | 'dropped' | 'refused';
  readonly key: Key | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Replayed {
  readonly bytes: Uint8Array;
  readonly list: TaskList;
  readonly outcomes: readonly Outcome[];
}

export interface TaskListJson {
  readonly file: string | null;
  readonly dialect: Dialect;
  readonly family: Family;
  readonly title: string | null;
  readonly tasks: readonly TaskJson[];
  readonly groups: readonly GroupJson[];
  readonly stops: readonly StopPoint[];
  readonly counts: Counts;
  readonly diagnostics: readonly Diagnostic[];
}

export type TaskJson = Omit<Task, 'source' | 'head' | 'labels' | 'checks'> &
  Place & { readonly executable: boolean; readonly checks: readonly CheckJson[] };
export type CheckJson = Omit<Check, 'place'> & { readonly line: number };
export type GroupJson = Omit<Group, 'place' | 'checks'> & { readonly line: number };

/** The same type without `readonly`, for the code that builds the model. */
export type Building<T> = { -readonly [K in keyof T]: T[K] };
