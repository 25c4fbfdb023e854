export { diagnosticCatalogue, type CatalogueEntry } from './diagnostics/catalogue.ts';
export { formatDiagnostic } from './diagnostics/format.ts';
export { TaskListRefusal } from './diagnostics/refusal.ts';
export { isClosed, readStatus, STATUSES as statuses, type StatusText } from './dialects/statuses.ts';
export { applyEdits } from './edit/apply-edits.ts';
export { completeTask } from './edit/complete-task.ts';
export { injectErrorResolution } from './edit/inject-error-resolution.ts';
export { inject, nextId } from './edit/inject.ts';
export { setField } from './edit/set-field.ts';
export { setStatus } from './edit/set-status.ts';
export { compareIds } from './heads/task-id.ts';
export type {
  Check,
  CheckJson,
  Completion,
  Complexity,
  Counts,
  Diagnostic,
  Dialect,
  Edit,
  ErrorContext,
  ErrorResolution,
  Family,
  Field,
  FieldValue,
  Group,
  GroupJson,
  Injected,
  Injection,
  InjectionType,
  InjectPlace,
  InjectRequest,
  Key,
  Label,
  Limits,
  NewTask,
  Operation,
  Outcome,
  ParseOptions,
  Place,
  Priority,
  Readiness,
  Replayed,
  Settings,
  Severity,
  Status,
  StatusSource,
  StopPoint,
  Task,
  TaskJson,
  TaskList,
  TaskListJson,
  TaskRef,
} from './model.ts';
export { applyOperation } from './operations/apply-operation.ts';
export { diffOperations } from './operations/diff-operations.ts';
export { identify, refOf, type Identified } from './operations/identify.ts';
export { merge, type Unmerged } from './operations/merge.ts';
export { replay } from './operations/replay.ts';
export { squash } from './operations/squash.ts';
export { findCycles, findUnknownReferences } from './questions/broken-links.ts';
export { childrenOf, findGroup, findTask, getTask, subtree } from './questions/find.ts';
export { findCurrentTask, findNextTask, isFinished } from './questions/next-task.ts';
export { progressOf, remainingTime, type Progress, type RemainingTime } from './questions/progress.ts';
export { readiness, tasksOfGroup } from './questions/readiness.ts';
export { checkStops, findReachedStop, stopCovers } from './questions/stop-points.ts';
export type { Detected } from './dialects/detect.ts';
export type { UnknownReference } from './read/broken-links.ts';
export { detect, parse } from './read/parse.ts';
export { render } from './render/render.ts';
export { newTaskList, template } from './render/template.ts';
export { taskListPaths } from './task-list-paths.ts';
export { readDuration, writeDuration } from './read/values.ts';
