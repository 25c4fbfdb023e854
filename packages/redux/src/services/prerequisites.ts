import type { DevTeamClient } from '../client/dev-team-client.ts';
import { RequestFailed } from '../client/request-failure.ts';
import type { Prerequisite, ServiceHealth } from '../state/dev-team-state.ts';
import type { RepositoryVerdict } from '../wire.ts';

interface Project {
  projectId: string;
  repositoryUrl?: string | undefined;
}

/** What an automation needs, each with what was found and what to do about it. Permission is the host's to say and not asked here. */
export async function findPrerequisites(client: DevTeamClient, project: Project): Promise<Prerequisite[]> {
  const [known, repository, services] = await Promise.all([
    findProject(client, project),
    findRepository(client, project),
    findServices(client),
  ]);
  return [known, ...repository, services];
}

/** A refusal is an answer; that nobody answers is not, and is told as the failure that it is. */
const refusalOf = (error: unknown): RequestFailed => {
  if (error instanceof RequestFailed && error.status >= 400 && error.status < 500 && error.status !== 401) return error;
  throw error;
};

async function findProject(client: DevTeamClient, { projectId }: Project): Promise<Prerequisite> {
  try {
    await client.request('GET', `/api/devteam/automation/status/${encodeURIComponent(projectId)}`);
    return { name: 'project', state: 'met', words: 'DevTeam knows this project', next: '' };
  } catch (error) {
    const { failure } = refusalOf(error);
    return { name: 'project', state: 'missing', words: failure.what, next: failure.next };
  }
}

async function findRepository(client: DevTeamClient, { repositoryUrl }: Project): Promise<Prerequisite[]> {
  if (!repositoryUrl)
    return [
      {
        name: 'repository',
        state: 'missing',
        words: 'No address of the repository is known',
        next: 'Give the address of the Git repository.',
      },
    ];
  try {
    const verdict = await client.request<RepositoryVerdict>('POST', '/api/devteam/repository/validate', { repositoryUrl });
    if (!verdict.valid)
      return [
        {
          name: 'repository',
          state: 'missing',
          words: verdict.failure?.what ?? 'The repository cannot be read',
          next: verdict.failure?.next ?? 'Check the address and the access to it.',
        },
      ];
    const branch = verdict.defaultBranch === null ? '' : `, branch ${verdict.defaultBranch}`;
    return [{ name: 'repository', state: 'met', words: `The repository can be read${branch}`, next: '' }, taskListOf(verdict)];
  } catch (error) {
    const { failure } = refusalOf(error);
    return [{ name: 'repository', state: 'missing', words: failure.what, next: failure.next }];
  }
}

const taskListOf = ({ hasTaskList }: RepositoryVerdict): Prerequisite =>
  hasTaskList
    ? { name: 'task-list', state: 'met', words: 'The task list is there', next: '' }
    : {
        name: 'task-list',
        state: 'missing',
        words: 'The repository has no task list',
        next: 'Add a task_lists.md to its root.',
      };

async function findServices(client: DevTeamClient): Promise<Prerequisite> {
  const { services } = await client.request<{ services: ServiceHealth[] }>('GET', '/api/devteam/health');
  const down = services.filter(({ status }) => status === 'down');
  if (down.length === 0) return { name: 'services', state: 'met', words: 'All services answer', next: '' };
  const words = `Down: ${down.map(({ service }) => service).join(', ')}`;
  return { name: 'services', state: 'warning', words, next: 'What needs them waits until they are back.' };
}
