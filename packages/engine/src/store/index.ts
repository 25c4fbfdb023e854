export * from './access/index.ts';
export * from './webhooks/index.ts';
export { findExecutionError, listExecutionSummaries } from './execution-summaries.ts';
export { type LinePlace, type LogFilter, readLogLines } from './log-lines.ts';
export { findPlace, findPlaceOfExecution, listCustomers, listPlaces } from './places.ts';
export {
  type Standing,
  announceExecution,
  announceLog,
  executionEvent,
  executionUpdate,
  findStanding,
  nodeEvent,
  taskEvent,
  taskListEvent,
} from './announce.ts';
export { type NewEvent, appendEvents } from './append-events.ts';
export {
  type NodePlace,
  artifactNodes,
  artifactsOf,
  findWork,
  listNodes,
  nodeRecord,
  promptOf,
  readAttempts,
  readTranscript,
} from './attempts.ts';
export { type BaselineRow, findBaseline, forgetBaselines, readRunsOfTree, saveBaseline } from './baselines.ts';
export { type BreakerRow, addBreaker, listBreakers, lockBreakers, readBreakers, saveBreaker } from './breakers.ts';
export { type BudgetRow, budgetView, listBudgets, noteBudget, readBoundProjects, readBudgets, readUse, saveBudget } from './budgets.ts';
export { type Channel, channels } from './channels.ts';
export { changeConfiguration, changeCustomer, findConfiguration, findCustomer } from './configuration.ts';
export {
  type Desired,
  type ExecutionChange,
  type ExecutionRow,
  type PassedPlace,
  type StopPlace,
  type Wanted,
  addExecution,
  changeExecution,
  findExecution,
  findExecutionById,
  listIdleProjects,
} from './executions.ts';
export {
  type InjectionChange,
  type InjectionRow,
  type InjectionStep,
  addInjection,
  addInjectionStep,
  cancelInjectionStep,
  changeInjection,
  endInjectionStep,
  findInjection,
  findInjectionByKey,
  findInjectionRow,
  injectionView,
  isInjecting,
  listInjections,
  listOpenInjections,
  readInjectionSteps,
} from './injections.ts';
export { type HoldPlace, addHold, liftHolds } from './holds.ts';
export { type LandedTask, findLandedTask } from './landed-tasks.ts';
export { type Listener, listen } from './listen.ts';
export { type MetricFacts, type ProjectPace, readMetricFacts, readPaces } from './metric-facts.ts';
export { migrate } from './migrate.ts';
export { openPool } from './open-pool.ts';
export { type ServiceRow, listServices, saveService } from './services.ts';
export { type NewNode, type TaskMove, addNode } from './add-node.ts';
export { claimNode, readLiveClaims } from './claim-node.ts';
export { cancelNode, cutNode, endNode, takeBackNode } from './end-node.ts';
export { ofTicket, readUnwanted, ticketOf } from './node-tickets.ts';
export { type EndedNode, type NodeRow, findNode, readEndedNodes, readOpenNodes, readPreparationNodes, readTaskNodes } from './nodes.ts';
export { type DriverLabel, findProjectDetail, readProjectViews } from './project-views.ts';
export {
  type Check,
  type NewProject,
  type Project,
  type ProjectSettings,
  deleteProjects,
  findProject,
  getProject,
  listProjects,
  saveProject,
} from './projects.ts';
export { inSharedCommit } from './in-shared-commit.ts';
export { type Queryable, inProject, inTransaction } from './queryable.ts';
export {
  type Queue,
  type QueuedNode,
  admitNodes,
  findGivenUp,
  findHolders,
  inDispatch,
  readDispatchRules,
  readQueue,
  isNodeAtWork,
  releaseNodes,
} from './queue.ts';
export {
  type CheckLog,
  type ReceiptRow,
  findReceipt,
  forgetOldEvidence,
  landReceipt,
  listReceipts,
  readCheckLogs,
  receiptEvent,
  receiptView,
  saveCheckLogs,
  saveReceipt,
} from './receipts.ts';
export { readEvents, readEventsBefore, readHeads, readPositions } from './read-events.ts';
export { type StoredTaskList, type TaskListEntry, findTaskList, saveTaskList } from './task-lists.ts';
export {
  type LimitKind,
  type SlotLimit,
  nudgeWorkers,
  readPriorities,
  readSlotLimits,
  savePriority,
  saveSlotLimit,
} from './slot-limits.ts';
export { type Usage, readUsage, saveUsage } from './usage.ts';
export { type TaskMark, listUnwrittenMarks, noteWrittenMark, readTaskMarks, saveTaskMark } from './task-marks.ts';
export { type TimerRow, addTimer, endTimer, listTimers, readRunningTimers, timerView } from './timers.ts';
export { type WaitingRow, readWaiting, saveWaiting } from './waiting.ts';
export {
  type TaskChange,
  type TaskOutcome,
  type TaskRow,
  addTask,
  changeTask,
  claimTask,
  decideTask,
  findInterruptedWork,
  findSolving,
  findTask,
  giveBackTask,
  readTasks,
  reopenTask,
  suspendTask,
} from './tasks.ts';
export { type WorkerRow, addWorker, beat, forgetWorker, listWorkers } from './workers.ts';
export {
  type ResolutionRow,
  addResolution,
  closeResolution,
  findResolution,
  listResolutions,
  noteInvestigation,
  resolutionView,
} from './resolutions.ts';
export {
  type KeptWork,
  type ReviewRow,
  addReview,
  findReview,
  listOverdueReviews,
  listReviews,
  readOpenReviews,
  noteEscalations,
  reviewView,
  saveReviewAnswer,
} from './reviews.ts';
