export { permissionWords, roleWords } from './access/access-words.ts';
export {
  type Grant,
  type Permission,
  type Place,
  type Rights,
  type Role,
  allows,
  allowsSomewhere,
  mayGive,
  permissions,
  rolePermissions,
  roles,
} from './access/permissions.ts';
export * from './routes/index.ts';
export {
  Amounts,
  BudgetScope,
  BudgetView,
  type Measure,
  UseView,
  describeAmount,
  describeUse,
  measures,
  warnShare,
} from './views/budget-view.ts';
export { type Notice, type NoticeKind, noticeKinds, noticeOf } from './notices/notice.ts';
export { NoticeSettings, usualNoticeSettings } from './views/notice-view.ts';
export { DeliveryView, TryView, WebhookView, webhookFormats } from './views/webhook-view.ts';
export { AuditEntry, type AuditKind, auditKinds } from './views/audit-view.ts';
export { findActionKind, kindOfAction } from './routes/kind-of-action.ts';
export { ArtifactView, AttemptView, NodeRecord, artifactKinds } from './views/attempt-view.ts';
export { ChangesView } from './views/changes-view.ts';
export { ForecastView, MetricView, metricTitles } from './views/metric-view.ts';
export { AskedBy } from './views/asked-by.ts';
export { MadeBy } from './views/made-by.ts';
export { ControlAnswer, type ControlCommand, controlCommands } from './views/control-answer.ts';
export { CustomerChange, CustomerConfiguration, NewProjectBody, ProjectChange, ProjectConfiguration } from './views/configuration-view.ts';
export { slug } from './slug.ts';
export { allowedCommands } from './allowed-commands.ts';
export { type HeldExecution, holdsOf } from './holds-of.ts';
export { HoldView } from './views/hold-view.ts';
export { StopPlace } from './views/stop-place.ts';
export { TimerView } from './views/timer-view.ts';
export { progressOf } from './views/totals.ts';
export { repositoryName } from './repository-name.ts';
export { CodedError, failureOf, findErrorCode } from './coded-error.ts';
export { type ErrorCode, type ExitCode, errorCatalogue } from './error-catalogue.ts';
export { Event, type EventPayload, type EventType, eventPayloads } from './events.ts';
export { Failure, describeFailure, formatFailure } from './failure.ts';
export {
  AnsweredFrame,
  CallFrame,
  ClientFrame,
  HealthFrame,
  ProgressFrame,
  ServerFrame,
  SnapshotFrame,
  SubscribeFrame,
  closeCodes,
  isEvent,
} from './live-protocol.ts';
export { type PollPort, pollOver } from './poll-events.ts';
export { type LiveClient, type LiveClientOptions, type LinkState, connectLive } from './live-client.ts';
export {
  type ExecutionStatus,
  type FailureClass,
  type NodeStatus,
  type Phase,
  type TaskStatus,
  executionStatuses,
  failureClasses,
  isActive,
  isEnded,
  nodeStatuses,
  phases,
  taskStatuses,
} from './status.ts';
export { InjectionPreview, InjectionView, injectionTypes } from './views/injection-view.ts';
export { CurrentTask, DriverView, ExecutionView, Health, NodeView, ProjectDetail, ProjectView, TaskView } from './views.ts';
export {
  type CauseLayer,
  EvidenceLine,
  HypothesisView,
  ResolutionView,
  type VerdictKind,
  causeLayers,
  verdictKinds,
} from './views/resolution-view.ts';
export { ReceiptCheckView, ReceiptTestsView, ReceiptView } from './views/receipt-view.ts';
export { DriverChoices, DriverState, ListRemark, ListState, PreflightView } from './views/preflight-view.ts';
export { type ReviewChoice, ReviewView, reviewChoices } from './views/review-view.ts';
export { type Client, type ClientOptions, RequestProblem, createClient } from './client.ts';
