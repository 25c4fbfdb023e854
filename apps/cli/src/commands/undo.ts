import { Command } from 'commander';
import { jsonOption } from '../args/json.ts';
import type { CommandContext } from '../command-context.ts';

export interface UndoOptions {
  project?: string;
  json?: boolean;
}

export const undoCommand = (context: CommandContext): Command =>
  new Command('undo')
    .summary('take the work of a landed task back')
    .description(
      'Takes the work of a landed task back by a commit on top of the branch, and reopens the task and all that was done on top of it. A task that is under way is not disturbed.',
    )
    .argument('<task>', 'key or id of the task')
    .option('--project <project>', 'which project; may be left out if there is only one')
    .addOption(jsonOption('write what was done as one JSON object to standard output'))
    .action(async (task: string, options: UndoOptions) => {
      const { undoTask } = await import('../receipt/undo-task.ts');
      await undoTask(task, options, context);
    });
