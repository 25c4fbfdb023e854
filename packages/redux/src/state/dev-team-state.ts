import type { CurrentTask, ExecutionStatus, Failure, Forecast, NodeFacts, ResolutionFacts, ReviewFacts } from '../wire.ts';

/** The six words that the top of the state has for an execution; `automation-status.ts` says which of ours is which. */
export type AutomationStatus = 'idle' | 'initializing' | 'running' | 'paused' | 'completed' | 'error';

/** What a person may do. The host says which of these its user has. */
export const permissions = [
  'automate.start',
  'automate.control',
  'stoppoint.set',
  'inject.request',
  'inject.approve',
  'error.resolve',
  'analytics.read',
  'config.write',
] as const;
export type Permission = (typeof permissions)[number];

/** What is in hand: all that is known of it where DevTeam says so, or what `updateExecutionProgress` was given. */
export type TaskInHand = { title: string } & Partial<CurrentTask>;

/** What a project is called and where it lies. */
export interface ProjectNames {
  projectId: string;
  projectName: string;
  customerId: string;
  customerName: string;
  repositoryUrl: string;
  branch: string;
}

/** One run through a project's list. */
export interface AutomationSession extends ProjectNames {
  executionId: string | null;
  status: ExecutionStatus;
  /** What was asked for last; differs from `status` while the engine is on its way there. */
  desired: 'running' | 'paused' | 'stopped';
  /** 0 to 100. */
  progress: number;
  currentTask: TaskInHand | null;
  /** Keys of the tasks that are done, as far as this page has heard of them; `completedCount` is the whole number. */
  completedTasks: string[];
  completedCount: number;
  totalTasks: number;
  startTime: string | null;
  lastUpdate: string | null;
  endTime: string | null;
  stopPoint: string | null;
  /** Attempts after the first one at the task in hand. */
  retryCount: number;
  errorContext: Failure | null;
  /** Nodes of the task in hand, by name. */
  nodes: Record<string, NodeFacts>;
  /** Sequence of the newest event that this holds. */
  seq: number;
}

export interface QueueEntry {
  projectId: string;
  customerId?: string;
  priority?: number;
  position?: number;
}

/** A task that DevTeam put into a list to resolve an error. */
export interface InjectedErrorTask {
  id: string;
  title: string;
  projectId?: string | undefined;
  priority?: string | undefined;
  status?: string | undefined;
  attempt?: number | undefined;
  maxAttempts?: number | undefined;
  /** The hypothesis that is being tested, and its place in their order. */
  hypothesis?: string | undefined;
}

export type InjectionType = 'priority' | 'replace' | 'positional';

export interface Injection {
  injectionId: string;
  projectId: string;
  /** Of the task that it brings. */
  taskId: string;
  injectionType: InjectionType;
  targetPosition: string | null;
  status: string;
  title: string;
  reason: string;
  userId: string | null;
  createdAt: string | null;
  processedAt: string | null;
  result: string | null;
  errors: string[];
}

/** A change that an injection made to a list, as it happened. */
export interface ListModification {
  injectionId: string;
  projectId: string;
  status: string;
  at: string;
}

export type ServiceState = 'up' | 'degraded' | 'down';
export interface ServiceHealth {
  service: string;
  status: ServiceState;
  detail: string;
}

export interface LogLine {
  /** Unique within its project. */
  id: string;
  at: string;
  level: 'info' | 'warn' | 'error';
  stream: 'stdout' | 'stderr' | 'engine';
  text: string;
  taskKey: string | null;
  node: string | null;
}

export type Link = 'off' | 'connecting' | 'live' | 'reconnecting' | 'polling' | 'offline';

export interface Prerequisite {
  name: 'permission' | 'project' | 'repository' | 'task-list' | 'services';
  state: 'met' | 'missing' | 'warning';
  /** What was found. */
  words: string;
  /** What to do; empty where nothing needs to be. */
  next: string;
}

export interface DevTeamState {
  /** All that this person may see, also those that never ran. */
  projects: Record<string, ProjectNames>;
  /** By project. */
  activeExecutions: Record<string, AutomationSession>;
  /** Executions that came to an end, by project: the last one of each. */
  endedExecutions: Record<string, AutomationSession>;
  executionQueue: QueueEntry[];
  /** The execution that the fields below speak of. */
  currentAutomation: AutomationSession | null;
  automationStatus: AutomationStatus;
  currentTask: TaskInHand | null;
  completedTasks: string[];
  totalTasks: number;
  progressPercentage: number;
  lastError: Failure | null;
  retryCount: number;
  errorResolutionInProgress: boolean;
  injectedErrorTasks: InjectedErrorTask[];
  wsConnected: boolean;
  lastUpdate: string | null;
  canAutomate: boolean;
  userPermissions: string[];
  loading: boolean;
  error: string | null;

  pendingInjections: Injection[];
  injectionHistory: Injection[];
  realTimeModifications: ListModification[];

  workflowStatus: AutomationStatus;
  currentNode: string | null;
  /** 0 to 100, of the nodes of the task in hand. */
  executionProgress: number;
  ollamaHealth: ServiceHealth | null;
  aiderHealth: ServiceHealth | null;
  servicesHealth: ServiceHealth[];

  /** Investigations of failures, by their ids. */
  systematicDebugging: Record<string, ResolutionFacts>;
  /** Questions that wait for a person, by their ids. */
  openReviews: Record<string, ReviewFacts>;

  /** What the rest of each list will take, by project. */
  forecasts: Record<string, Forecast>;
  logs: { byProjectId: Record<string, LogLine[]> };
  connection: { link: Link; asOf: string | null };
  prerequisites: Record<string, Prerequisite[]>;
  activeCustomer: string | null;
}

export const initialState: DevTeamState = {
  projects: {},
  activeExecutions: {},
  endedExecutions: {},
  executionQueue: [],
  currentAutomation: null,
  automationStatus: 'idle',
  currentTask: null,
  completedTasks: [],
  totalTasks: 0,
  progressPercentage: 0,
  lastError: null,
  retryCount: 0,
  errorResolutionInProgress: false,
  injectedErrorTasks: [],
  wsConnected: false,
  lastUpdate: null,
  canAutomate: false,
  userPermissions: [],
  loading: false,
  error: null,
  pendingInjections: [],
  injectionHistory: [],
  realTimeModifications: [],
  workflowStatus: 'idle',
  currentNode: null,
  executionProgress: 0,
  ollamaHealth: null,
  aiderHealth: null,
  servicesHealth: [],
  systematicDebugging: {},
  openReviews: {},
  forecasts: {},
  logs: { byProjectId: {} },
  connection: { link: 'off', asOf: null },
  prerequisites: {},
  activeCustomer: null,
};
