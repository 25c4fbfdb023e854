import type { NewProject, ProjectSettings } from '@devteam/engine/store';
import type { Example } from '../../../../examples/examples.ts';
import { remotePath } from './demo-remotes.ts';

export interface DemoGiven {
  home: string;
  executor: string;
  speed: number;
  model?: string | undefined;
  effort?: 'low' | 'medium' | 'high' | undefined;
  sandbox?: string | undefined;
}

/** `speed` is the replay executor's own: recorded delays are divided by it. */
export function demoProject(example: Example, given: DemoGiven): NewProject {
  const isReplay = given.executor === 'replay';
  const settings: ProjectSettings = {
    ...(isReplay ? { recordings: example.recordingsPath, speed: given.speed, investigate: false } : {}),
    ...(given.model === undefined ? {} : { model: given.model }),
    ...(given.effort === undefined ? {} : { effort: given.effort }),
  };
  return {
    id: example.project.id,
    customer: example.customer,
    name: example.project.name,
    repositoryUrl: remotePath(given.home, example),
    branch: example.branch,
    taskListPath: example.taskList,
    executor: given.executor,
    // Recorded changes are our own, and so are the checks of the examples.
    sandbox: given.sandbox ?? (isReplay ? 'process' : 'auto'),
    settings,
  };
}
