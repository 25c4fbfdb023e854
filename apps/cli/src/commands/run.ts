import { Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import { modelUrlOption } from '../args/model.ts';
import { type ProjectOptions, addProjectOptions } from '../args/project-options.ts';
import { repositoryArgument } from '../args/repository.ts';
import { type StopOptions, addStopOptions } from '../args/stop-points.ts';
import type { CommandContext } from '../command-context.ts';

export interface RunOptions extends ProjectOptions, StopOptions {
  modelUrl?: string;
  json?: boolean;
}

export const runCommand = (context: CommandContext): Command =>
  addStopOptions(addProjectOptions(new Command('run')))
    .summary('work through one repository, here, until its list is done')
    .description(
      'Works through the task list of one repository in the foreground. Killed in the middle, the same command goes on where it was. Ctrl-C asks it to stop; twice ends it at once.',
    )
    .addArgument(repositoryArgument())
    .addOption(modelUrlOption())
    .addOption(jsonOption('write every event as a line of JSON to standard output, and a summary at the end'))
    .action(async (repository: string, options: RunOptions) => {
      const { runRepository } = await import('../run/run-repository.ts');
      await runRepository(repository, options, context);
    });
