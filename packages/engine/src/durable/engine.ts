import type {
  Amounts,
  BudgetScope,
  ChangesView,
  ControlAnswer,
  CustomerChange,
  CustomerConfiguration,
  DriverChoices,
  InjectionPreview,
  InjectionView,
  PreflightView,
  ProjectChange,
  ProjectConfiguration,
  ReviewView,
  StopPlace,
  TimerView,
} from '@devteam/api';
import type { ControlRequest } from '../decisions/control/plan-control.ts';
import type { Pool } from 'pg';
import type { DriverLabel, LimitKind, NewProject } from '../store/index.ts';
import type { ModelSettings as PromptModelSettings } from '@devteam/drivers/prompt';
import type { ChangeTerms } from './change-terms.ts';
import type { GivenAnswer } from './given-answer.ts';
import type { NewExecution } from './new-execution.ts';
import type { NewInjection } from './injections/new-injection.ts';
import type { LogLevel } from './log-level.ts';
import type { ModelSource } from './model-source.ts';
import type { Pace } from './pace.ts';
import type { InspectedRepository } from './preflight/inspected-repository.ts';
import type { Undone } from './undone.ts';
import type { ReceiptCheck, ReceiptChoice } from './receipt-check.ts';

export type { LogLevel } from './log-level.ts';

export interface EngineOptions {
  /** A PostgreSQL that this engine may make schemas in (`engine`, `dbos`). */
  databaseUrl: string;
  /** Mirrors and workspaces lie below; several processes of one machine may share it. */
  home: string;
  /** Nodes that hold a slot here at once; 0: this process commands and shows, and works on nothing. */
  slots: number;
  log: (level: LogLevel, message: string) => void;
  /** A login for this repository's address, asked anew before each contact; it stays in memory. */
  credential?: ((repositoryUrl: string) => { username?: string; secret: string } | undefined) | undefined;
  /** Where models are reached; asked for each run, and its keys for each request. Without it only executors work that ask no model. */
  models?: ModelSource | undefined;
  /** Of the models that write prompts; all has a default. */
  promptModels?: PromptModelSettings | undefined;
  /** How long pauses and deadlines are; what is not named is as usual. */
  pace?: Partial<Pace> | undefined;
  /** Others have declared this worker dead (it stood still too long): the process has to end, nothing it does counts any more. */
  onFenced: () => void;
}

/** One process of the engine: it takes commands, and works where it has slots. All state is in the database. */
export interface Engine {
  workerId: string;
  pool: Pool;
  databaseUrl: string;
  /** Names of drivers as people see them, trust included. */
  label: DriverLabel;
  /** Adds a project or changes the one of this id. Throws `executor_unknown`, `sandbox_unknown`, `repository_url_refused`. */
  saveProject(project: NewProject): Promise<void>;
  /**
   * Changes what is named of a project's configuration, from the next step on. `require` is shown what it is under the lock of its row, and
   * throws if that is not what its caller read. Throws `project_not_found`, `executor_unknown`, `sandbox_unknown`.
   */
  changeConfiguration(projectId: string, change: ProjectChange, terms: ChangeTerms<ProjectConfiguration>): Promise<ProjectConfiguration>;
  /** The same of a customer. Throws `customer_not_found`. */
  changeCustomer(customerId: string, change: CustomerChange, terms: ChangeTerms<CustomerConfiguration>): Promise<CustomerConfiguration>;
  /**
   * Starts an execution and returns at once; everything after it is events. An execution that waits for a person is ended by it and the
   * new one goes on from the list; its receipts say who asked for it. Stop points that name nothing or are behind us end it once the list is
   * read, before its first task. Throws `project_not_found`, `execution_active`.
   */
  automate(projectId: string, options?: NewExecution): Promise<{ executionId: string }>;
  /** Asks the running execution to stop; running work is ended and dropped. Throws `project_not_found`. */
  stop(projectId: string): Promise<void>;
  /**
   * What a person asks of an execution or one of its tasks; the answer says what is, what is wanted, and when it takes effect. What
   * cannot be asked now is refused with what can: `control_refused`, `push_under_way`, `review_pending`, `task_unknown`, …
   */
  control(projectId: string, request: ControlRequest): Promise<ControlAnswer>;
  /** Stops all executions of a customer and keeps their work. Throws `customer_not_found`. */
  stopCustomer(customerId: string, by: string): Promise<{ projectId: string; answer: ControlAnswer }[]>;
  /** Replaces what people gave as stop points; none clears them. Throws `control_refused`, `stop_point_unknown`, `stop_point_passed`. */
  setStopPoints(projectId: string, wanted: { stopPoints: readonly StopPlace[]; by: string }): Promise<ControlAnswer>;
  /** A person's own time on a task, which the engine leaves alone until `stopTimer`. Throws `timer_running`, `control_refused`, `task_unknown`. */
  startTimer(projectId: string, wanted: { task: string; by: string }): Promise<TimerView>;
  /** Throws `timer_not_running`. */
  stopTimer(projectId: string, wanted: { by: string }): Promise<TimerView>;
  /**
   * How many slots a customer, a project, a lane or all together may have at once; null: the usual number. Takes effect with the next
   * start, and stops nothing. Throws `project_not_found`, `customer_not_found`, `lane_unknown`.
   */
  setSlots(limit: { kind: LimitKind; id: string }, slots: number | null, by: string): Promise<void>;
  /** Which project of a customer comes first; higher is sooner, 0 is usual. Throws `project_not_found`. */
  setPriority(projectId: string, priority: number, by: string): Promise<void>;
  /**
   * A person's answer to a review; the same execution goes on with it. Throws `project_not_found`, `review_unknown`, `review_answered`,
   * `review_choice_unknown`.
   */
  answerReview(projectId: string, reviewId: string, answer: GivenAnswer): Promise<ReviewView>;
  /**
   * Limits what a task (`<project> <key>`), a project or a customer may use from now on, what it has used until now included; without limits
   * the budget is forgotten. Throws `project_not_found`, `customer_not_found`, `task_unknown`.
   */
  setBudget(scope: BudgetScope, limits: Amounts, by: string): Promise<void>;
  /**
   * Puts a task into the list of a project, also while it is worked through; answers once that is written down, the rest is events. Throws
   * `project_not_found`, `injection_invalid`, `injection_place_unknown`, `injection_id_taken`, `injection_cycle`, `injection_list_finished`,
   * `injection_key_reused`, `task_closed`, `push_under_way`, `review_pending`, and what reading the list may throw.
   */
  inject(projectId: string, injection: NewInjection): Promise<InjectionView>;
  /** What `inject` would do; what it would refuse is the preview's `problem`. */
  previewInjection(projectId: string, injection: NewInjection): Promise<InjectionPreview>;
  /** Takes it back before it is carried out. Throws `injection_not_found`, `injection_settled`. */
  cancelInjection(projectId: string, injectionId: string, by: string): Promise<InjectionView>;
  /** Throws `injection_not_found`, `injection_settled`. */
  approveInjection(projectId: string, injectionId: string, by: string): Promise<InjectionView>;
  /** What an execution would begin with if it were started now; nothing is changed. Throws `project_not_found`. */
  preflight(projectId: string): Promise<PreflightView>;
  /** The same of a repository that is no project yet; what is wrong with it is a part of the answer. */
  inspectRepository(wanted: InspectedRepository): Promise<PreflightView>;
  /** Executors and sandboxes of this machine, as they are now. */
  listDrivers(): Promise<DriverChoices>;
  /** What the work of a task changes, of at most a megabyte. Throws `project_not_found`, `changes_unknown`. */
  readChanges(projectId: string, taskKey: string): Promise<ChangesView>;
  /** What lies between two commits that the local copy has, of at most a megabyte. Throws `project_not_found`, `changes_unknown`. */
  readDiff(projectId: string, between: { base: string; commit: string }): Promise<string>;
  /**
   * Takes the work of a landed task back by a commit on its branch, which also reopens the task and all that was done on top of it. Throws
   * `project_not_found`, `undo_not_landed`, `undo_conflict`, `push_contended`.
   */
  undo(projectId: string, wanted: { task: string; by: string }): Promise<Undone>;
  /** Holds receipts against the repository and the kept output of the checks. Throws `receipt_unknown`. */
  verifyReceipts(wanted: ReceiptChoice): Promise<ReceiptCheck[]>;
  /** Gives back what is under way as a crash would, only cleanly: sandboxes are ended, and the next start goes on from the last finished node. */
  close(): Promise<void>;
}
