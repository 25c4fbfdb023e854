import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One customer's project with the changes that the replay executor plays, and what an execution over it comes to. */
export interface Example {
  customer: { id: string; name: string };
  /** `id` is `customer-id/project-id`. */
  project: { id: string; name: string };
  branch: string;
  /** Path of the task list inside the repository. */
  taskList: string;
  /** Given with the start of the execution; a list can also name a stop point itself. */
  stopAfter?: string;
  expected: {
    status: 'completed' | 'waiting_for_human' | 'stopped';
    /** In the order in which they are selected, which is not always that of the list. */
    completed: string[];
    /** Those of `completed` whose first attempt fails its checks. */
    failedFirst: string[];
    /** Tasks that fail `attemptsBeforeReview` times, after which the execution waits. The attempt recorded after these is what a person's answer leads to. */
    review: string[];
    /** Tasks that are not started by then; recorded all the same, for those who let the execution go on. */
    left: string[];
    /** Tasks that can be executed: `completed`, `review` and `left`. Parents of other tasks are not counted. */
    totalTasks: number;
  };
  /** Absolute path of the files of the repository's first commit. */
  repositoryPath: string;
  /** Absolute path of `<task id>/<attempt>.patch`, some with an `<attempt>.json` beside it. */
  recordingsPath: string;
}

/** What `<attempt>.json` may say about an attempt besides its patch. */
export interface RecordedAttempt {
  /** How long the executor takes, so that a person sees it run. */
  delaySeconds?: number;
  exitCode?: number;
  stdout?: string;
  stderr?: string;
  usage?: { inputTokens: number; outputTokens: number; model: string };
}

/** A task gets this many attempts before a person is asked. */
export const attemptsBeforeReview = 3;

const folders = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(path, entry.name))
    .toSorted();

function loadExample(path: string): Example {
  const described = JSON.parse(readFileSync(join(path, 'example.json'), 'utf8')) as Omit<Example, 'repositoryPath' | 'recordingsPath'>;
  return { ...described, repositoryPath: join(path, 'repository'), recordingsPath: join(path, 'recordings') };
}

/** All examples, in order of customer and project; the host application beside them is none. */
export function loadExamples(): Example[] {
  return folders(import.meta.dirname)
    .flatMap(folders)
    .filter((path) => existsSync(join(path, 'example.json')))
    .map(loadExample);
}
