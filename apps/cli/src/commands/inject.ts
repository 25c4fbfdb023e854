import { Command, Option } from 'commander';
import { byOption } from '../args/by.ts';
import { injectionModes } from '../args/injection-modes.ts';
import { jsonOption } from '../args/json.ts';
import { type NewTaskOptions, addNewTaskOptions } from '../args/new-task.ts';
import { projectArgument } from '../args/project.ts';
import type { CommandContext } from '../command-context.ts';

export interface InjectOptions extends NewTaskOptions {
  mode: (typeof injectionModes)[number];
  place?: string;
  reason: string;
  id?: string;
  by?: string;
  key?: string;
  dryRun?: boolean;
  json?: boolean;
}

export const injectCommand = (context: CommandContext): Command =>
  addNewTaskOptions(
    new Command('inject')
      .summary('put a new task into the list of a project, also while it is worked through')
      .description(
        'Puts a new task into the list of a project on its branch, also while it is worked through. `priority`: before the task that runs, which is rolled back and runs again afterwards. `replace`: in its place, or in that of the task that --place names. `positional`: at --place; what runs is not touched. For a list file that lies here, see `devteam tasks inject`.',
      )
      .addArgument(projectArgument())
      .addOption(new Option('--mode <mode>', 'what becomes of the task that runs').choices(injectionModes).makeOptionMandatory())
      .option('--place <place>', 'after:1.2, before:1.2, first:2, last:2 (of a group), or an id; with replace the task to replace'),
  )
    .requiredOption('--reason <text>', 'why it is put in; it stands in the list')
    .option('--id <id>', 'its id (default: one between those of its neighbors)')
    .addOption(byOption('who puts it in'))
    .option('--key <key>', 'the same key again is the same injection, so that a repetition does nothing')
    .option('--dry-run', 'show the order before and after and what is interrupted, and change nothing')
    .addOption(jsonOption())
    .action(async (project: string, options: InjectOptions) => {
      const { injectIntoProject } = await import('../injections/inject-into-project.ts');
      await injectIntoProject(project, options, context);
    });
