import { batched, inPlace } from './batched.ts';
import { jsonText } from './json-text.ts';
import type { Queryable } from './queryable.ts';

export interface Check {
  name: string;
  command: string;
  timeoutSeconds: number;
}

/** What a person set for a project; absent means the default of the place that reads it. */
export interface ProjectSettings {
  /** Folder of recordings for the replay executor. */
  recordings?: string;
  /** Replaces what .devteam.yml or detection would give. */
  checks?: Check[];
  /** false: work lands in the local copy only. */
  push?: boolean;
  createTaskList?: boolean;
  /** Of the replay executor: its delays are divided by this; 0 does not wait. */
  speed?: number;
  maxAttempts?: number;
  /** false: an error that outlives all attempts is a person's at once; usually it is investigated first. */
  investigate?: boolean;
  /** true: while a person looks at one task, those that do not wait for it are begun. */
  goesOnDuringReviews?: boolean;
  executorTimeoutSeconds?: number;
  /** That the executor asks: `gpt-5`, `anthropic/…`, `ollama/…`. */
  model?: string;
  effort?: 'low' | 'medium' | 'high';
  /** Of one attempt. */
  budget?: { tokens?: number; costUsd?: number; requests?: number };
  /** Package registries that sandboxes may read through the gateway. */
  registries?: ('npm' | 'pypi' | 'go' | 'crates' | 'rubygems' | 'maven')[];
  /** What the sandbox has to enforce; where it cannot, nothing runs. */
  sandboxRequires?: ('memory' | 'cpu' | 'processes' | 'disk' | 'network' | 'files' | 'privileges')[];
  /** Name of an image that the container engine has, for sandboxes of this project. */
  image?: string;
  /** Whether the image may be the one that the repository's devcontainer.json names. */
  devcontainer?: boolean;
  /** Of one sandbox. */
  limits?: { memoryMegabytes?: number; cpus?: number; processes?: number; diskMegabytes?: number };
  /** Protected paths that work may change; patterns as in `.gitignore`. */
  allow?: string[];
  /** More paths that need a person. */
  protect?: { pattern: string; why: string }[];
  /** Of the executor `acp`: the agent to start, and variables for it. */
  acpCommand?: string[];
  acpEnvironment?: Record<string, string>;
  aiderEditFormat?: 'diff' | 'whole';
  /** What a verdict tolerates; new failures always fail. */
  verdict?: { preExisting?: 'allow' | 'fail'; flaky?: 'allow' | 'ask' | 'fail'; vanished?: 'allow' | 'ask' | 'fail' };
  /** Where finished work lands: on the branch itself, or each task on a branch of its own, for a person to merge. */
  landing?: 'merge' | 'branch-only';
  /** Injections that wait until somebody has approved them; others are carried out at once. */
  injectionApproval?: ('priority' | 'replace' | 'positional')[];
  /** Who writes the prompt: `template`, `ollama`, `openai-compatible`. */
  promptConstructor?: string;
}

export interface Project {
  id: string;
  customerId: string;
  customerName: string;
  name: string;
  repositoryUrl: string;
  branch: string | null;
  taskListPath: string | null;
  executor: string;
  sandbox: string;
  settings: ProjectSettings;
  ordinal: number;
}

export interface NewProject {
  id: string;
  customer: { id: string; name: string };
  name: string;
  repositoryUrl: string;
  branch?: string | null;
  taskListPath?: string | null;
  executor: string;
  sandbox: string;
  settings?: ProjectSettings;
}

/** Adds a project and its customer, or changes the one that has this id. */
export async function saveProject(db: Queryable, project: NewProject): Promise<void> {
  await db.query(`insert into engine.customer (id, name) values ($1, $2) on conflict (id) do update set name = excluded.name`, [
    project.customer.id,
    project.customer.name,
  ]);
  await db.query(
    `insert into engine.project (id, customer_id, name, repository_url, branch, task_list_path, executor, sandbox, settings, ordinal, event_seq)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, (select count(*) from engine.project where customer_id = $2),
       coalesce((select event_seq from engine.forgotten_project where id = $1), 0))
     on conflict (id) do update set name = excluded.name, repository_url = excluded.repository_url, branch = excluded.branch,
       task_list_path = excluded.task_list_path, executor = excluded.executor, sandbox = excluded.sandbox, settings = excluded.settings`,
    [
      project.id,
      project.customer.id,
      project.name,
      project.repositoryUrl,
      project.branch ?? null,
      project.taskListPath ?? null,
      project.executor,
      project.sandbox,
      jsonText(project.settings ?? {}),
    ],
  );
}

const columns = `p.id, p.customer_id as "customerId", c.name as "customerName", p.name,
  p.repository_url as "repositoryUrl", p.branch, p.task_list_path as "taskListPath", p.executor, p.sandbox, p.settings, p.ordinal`;

export const findProject = batched<string, Project | undefined>(
  (id) => id,
  async (db, ids) => {
    const { rows } = await db.query<Project>(
      `select ${columns} from engine.project p join engine.customer c on c.id = p.customer_id where p.id = any($1)`,
      [ids],
    );
    return inPlace(ids, rows, ({ id }) => id);
  },
);

export async function getProject(db: Queryable, id: string): Promise<Project> {
  const project = await findProject(db, id);
  if (!project) throw new Error(`There is no project ${id}`);
  return project;
}

export async function listProjects(db: Queryable): Promise<Project[]> {
  const { rows } = await db.query<Project>(
    `select ${columns} from engine.project p join engine.customer c on c.id = p.customer_id order by c.name, p.ordinal`,
  );
  return rows;
}

/**
 * Forgets projects with all their history; used where the repositories themselves are made anew. Their numbers go on where they ended,
 * so a page that is open takes the events of the new ones for newer, which they are.
 */
export async function deleteProjects(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query(
    `with gone as (delete from engine.project where id = any($1) returning id, event_seq)
     insert into engine.forgotten_project (id, event_seq) select id, event_seq from gone
     on conflict (id) do update set event_seq = excluded.event_seq`,
    [ids],
  );
}
