import type { NewProject, ProjectSettings } from '@devteam/engine/store';
import type { Example } from '../../../../examples/examples.ts';
import { remotePath } from './demo-remotes.ts';

/** `speed` is the replay executor's own: recorded delays are divided by it. */
export function demoProject(example: Example, given: { home: string; executor: string; speed: number }): NewProject {
  const settings: ProjectSettings & { speed: number } = { recordings: example.recordingsPath, speed: given.speed };
  return {
    id: example.project.id,
    customer: example.customer,
    name: example.project.name,
    repositoryUrl: remotePath(given.home, example),
    branch: example.branch,
    taskListPath: example.taskList,
    executor: given.executor,
    sandbox: 'process',
    settings,
  };
}
