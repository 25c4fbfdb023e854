import type { ProjectSettings } from '@devteam/engine/store';
import type { ProjectOptions } from '../args/project-options.ts';
import { UsageError } from '../usage-error.ts';

/** Refuses what could only fail later, task by task. */
export function requireRecordings({ executor, recordings }: Pick<ProjectOptions, 'executor' | 'recordings'>): void {
  if (executor !== 'replay' || recordings !== undefined) return;
  throw new UsageError('the executor replay plays recorded changes, and no folder of recordings was given', {
    what: 'There is nothing to play',
    next: 'Give it with --recordings <folder>; in it lies <task id>/<attempt>.patch for each task. `devteam demo` shows how that looks.',
  });
}

/** What was given on the command line; what was not is left to the defaults of the engine. */
export const settingsOf = (options: ProjectOptions): ProjectSettings => ({
  ...(options.recordings === undefined ? {} : { recordings: options.recordings }),
  ...(options.check === undefined ? {} : { checks: options.check }),
  ...(options.push ? {} : { push: false }),
  ...(options.createTaskList === true ? { createTaskList: true } : {}),
  ...(options.allowChanges === undefined ? {} : { allow: options.allowChanges }),
  ...(options.approval === undefined ? {} : { injectionApproval: options.approval }),
  ...(options.model === undefined ? {} : { model: options.model }),
  ...(options.effort === undefined ? {} : { effort: options.effort }),
  ...(options.registry === undefined ? {} : { registries: options.registry }),
  ...(options.image === undefined ? {} : { image: options.image }),
  ...(options.devcontainer === undefined ? {} : { devcontainer: options.devcontainer }),
  ...(options.preExisting === undefined ? {} : { verdict: { preExisting: options.preExisting } }),
  ...(options.landing === undefined ? {} : { landing: options.landing }),
  ...(options.investigate ? {} : { investigate: false }),
  ...(options.duringReviews === undefined ? {} : { goesOnDuringReviews: true }),
  ...(options.maxAttempts === undefined ? {} : { maxAttempts: options.maxAttempts }),
});
