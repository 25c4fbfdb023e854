import type { DevTeamClient } from '../client/dev-team-client.ts';
import type { RepositoryVerdict } from '../wire.ts';

/** A task as an app of people's work knows it. */
export interface HostTask {
  id?: string | number;
  title?: string;
  description?: string | null;
  notes?: readonly (string | { content?: string | null; text?: string | null; note?: string | null })[];
  complexity?: string;
  isCompleted?: boolean;
  status?: string;
  projectId?: string | null;
  _projectID?: string | null;
}

export interface TaskValidation {
  isValid: boolean;
  requirements: { hasDescription: boolean; hasAcceptanceCriteria: boolean; isNotCompleted: boolean; hasProject: boolean };
  missingRequirements: string[];
}

const textOf = (note: NonNullable<HostTask['notes']>[number]): string =>
  typeof note === 'string' ? note : (note.content ?? note.text ?? note.note ?? '');

const isDone = ({ isCompleted, status }: HostTask): boolean => isCompleted === true || status === 'completed';

/** Whether a task says enough for somebody else to do it. */
export function validateTaskForAutomation(task: HostTask): TaskValidation {
  const requirements = {
    hasDescription: (task.description ?? '').trim() !== '',
    hasAcceptanceCriteria: (task.notes ?? []).some((note) => textOf(note).toLowerCase().includes('acceptance criteria')),
    isNotCompleted: !isDone(task),
    hasProject: Boolean(task.projectId ?? task._projectID),
  };
  const missingRequirements = Object.entries(requirements).flatMap(([name, met]) => (met ? [] : [name]));
  return { isValid: missingRequirements.length === 0, requirements, missingRequirements };
}

const minutesATask = 15;
const factors: Record<string, number> = { simple: 1, low: 1, medium: 1.5, complex: 2.5, high: 2.5 };

/** In minutes. What is not known counts as medium. */
export const estimateAutomationDuration = (tasks: readonly HostTask[]): number =>
  tasks.reduce((sum, { complexity }) => sum + minutesATask * (factors[complexity?.toLowerCase() ?? 'medium'] ?? 1.5), 0);

export interface AutomationContextSource {
  getTasks: (projectId: string) => Promise<HostTask[]>;
  getProject: (projectId: string) => Promise<{ repositoryUrl?: string | null; github_repo_url?: string | null }>;
}

export interface ExecutionErrorContext {
  projectId: string;
  error: { type?: string; message: string };
}

/** Helpers for the host's own side: what it knows of its tasks is asked through `source`, everything else through the client. */
export function createAutomationService(client: DevTeamClient, source: AutomationContextSource) {
  return {
    validateTaskForAutomation,
    estimateAutomationDuration,

    async prepareAutomationContext(projectId: string) {
      const [all, project] = await Promise.all([source.getTasks(projectId), source.getProject(projectId)]);
      const tasks = all.filter((task) => !isDone(task));
      const repositoryUrl = project.repositoryUrl ?? project.github_repo_url ?? null;
      const repository =
        repositoryUrl === null
          ? { valid: false, defaultBranch: null, hasTaskList: false }
          : await client.request<RepositoryVerdict>('POST', '/api/devteam/repository/validate', { repositoryUrl });
      return { project, repositoryUrl, repository, tasks, eligibleTasks: tasks.filter((task) => validateTaskForAutomation(task).isValid) };
    },

    /** Puts a task that resolves the error before the one that failed. */
    async handleExecutionError({ error, projectId }: ExecutionErrorContext, task: HostTask) {
      const injected = await client.request<{ taskId: string; injectionId: string }>('POST', '/api/devteam/tasks/inject', {
        projectId,
        injectionType: 'priority',
        task: {
          type: 'error_resolution',
          title: `Resolve Error: ${error.type ?? task.id ?? 'unknown'}`,
          description: error.message,
          priority: 'critical',
        },
        reason: `${task.title ?? task.id ?? 'A task'} failed: ${error.message}`,
      });
      return { status: 'error_task_injected' as const, taskId: injected.taskId, injectionId: injected.injectionId };
    },
  };
}
