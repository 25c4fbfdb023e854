import { type WithDevTeam, createDevTeamSelectors } from './state/selectors.ts';

export { AutomateProjectButton, type AutomateProjectButtonProps } from './components/AutomateProjectButton.tsx';
export { DevTeamErrorBoundary } from './components/DevTeamErrorBoundary.tsx';
export { DevTeamProvider, type DevTeamProviderProps } from './components/DevTeamProvider.tsx';
export { ErrorResolutionBadge, type ErrorResolutionBadgeProps } from './components/ErrorResolutionBadge.tsx';
export { ExecutionStatus, type ExecutionStatusProps } from './components/ExecutionStatus.tsx';
export { MultiCustomerDashboard, type MultiCustomerDashboardProps } from './components/MultiCustomerDashboard.tsx';
export { PrerequisitesDialog, type PrerequisitesDialogProps } from './components/PrerequisitesDialog.tsx';
export {
  InjectTaskButton,
  InjectionTypeSelector,
  TaskInjectionControls,
  type TaskInjectionControlsProps,
} from './components/TaskInjectionControls.tsx';
export { TaskInjectionModal, type TaskInjectionModalProps } from './components/TaskInjectionModal.tsx';
export { useDevTeamDispatch } from './components/dev-team-context.ts';
export type { Labels } from './components/labels.ts';
export { type DevTeamClient, type DevTeamClientOptions, type HttpMethod, createDevTeamClient } from './client/dev-team-client.ts';
export type { FollowOptions, Following } from './client/follow.ts';
export { RequestFailed, type RequestFailure } from './client/request-failure.ts';
export {
  type AutomationContextSource,
  type ExecutionErrorContext,
  type HostTask,
  type TaskValidation,
  createAutomationService,
  estimateAutomationDuration,
  validateTaskForAutomation,
} from './services/automation-service.ts';
export type { Notification, TimeRecord } from './services/observe-events.ts';
export type {
  AutomationSession,
  AutomationStatus,
  DevTeamState,
  InjectedErrorTask,
  Injection,
  InjectionType,
  Link,
  ListModification,
  LogLine,
  Permission,
  Prerequisite,
  ProjectNames,
  QueueEntry,
  ServiceHealth,
  ServiceState,
  TaskInHand,
} from './state/dev-team-state.ts';
export * from './state/dev-team-slice.ts';
export { type AutomationAnswer, type InitializeRequest, type InjectionRequest, type ReviewAnswer } from './state/thunks.ts';
export { connectWs, disconnectWs } from './state/live-thunks.ts';
export {
  answerReview,
  approveInjection,
  cancelInjection,
  checkPrerequisites,
  executeCodeChangeWorkflow,
  fetchAutomationStatus,
  fetchForecasts,
  fetchServicesHealth,
  getWorkflowStatus,
  initializeProjectAutomation,
  injectTask,
  listPendingInjections,
  pauseExecution,
  resumeExecution,
  runNextTask,
  saveStopPoint,
  stopExecution,
  validateRepository,
} from './state/thunks.ts';
/** The same two under the other names that hosts know. */
export { initializeProjectAutomation as initExecution, injectTask as requestInjection } from './state/thunks.ts';
export { type WithDevTeam, createDevTeamSelectors } from './state/selectors.ts';
export type {
  CurrentTask,
  DevTeamEvent,
  EventPayload,
  EventType,
  ExecutionFacts,
  ExecutionStatus as ExecutionWord,
  Failure,
  Forecast,
  InjectionFacts,
  NodeFacts,
  ProjectSnapshot,
  RepositoryVerdict,
  ResolutionFacts,
  ReviewFacts,
  TaskFacts,
  Totals,
} from './wire.ts';

export const {
  selectAutomationStatus,
  selectCanAutomate,
  selectConnection,
  selectCurrentAutomation,
  selectCurrentTask,
  selectDevTeam,
  selectEssentialMetrics,
  selectExecution,
  selectExecutionQueue,
  selectExecutions,
  selectHasPermission,
  selectInjectedErrorTasks,
  selectIsAutomating,
  selectLog,
  selectMinutesLeft,
  selectPendingInjections,
  selectPendingInjectionsOf,
  selectPrerequisites,
  selectOpenReviews,
  selectProgressPercentage,
  selectStatus,
  selectSystematicDebugging,
} = createDevTeamSelectors((root: WithDevTeam) => root.devTeam);
