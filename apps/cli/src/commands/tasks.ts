import { Command, Option } from 'commander';
import { jsonOption } from '../args/json.ts';
import { addNewTaskOptions } from '../args/new-task.ts';
import type { CommandContext } from '../command-context.ts';
import type { CheckListOptions } from '../tasks/check-list.ts';
import type { InjectTaskOptions } from '../tasks/inject-task.ts';
import type { MergeListsOptions } from '../tasks/merge-lists.ts';
import type { SetTaskStatusOptions } from '../tasks/set-task-status.ts';

const file = ['<file>', 'the task list; - is standard input'] as const;
const id = ['<id>', 'its key, as `devteam tasks list` shows it'] as const;
const dryRunOption = (): Option => new Option('--dry-run', 'show what would change as a unified diff, and write nothing');
const atOption = (): Option => new Option('--at <time>', 'when, as 2026-11-22T10:31:00Z (default: now)');

const listCommand = (context: CommandContext): Command =>
  new Command('list')
    .summary('the tasks of a list, one a line')
    .description('Lists the tasks of a file, one a line: key, status and title, sub-tasks indented.')
    .argument(...file)
    .addOption(jsonOption('write all that is known of the list as one JSON object'))
    .action(async (path: string, options: { json?: boolean }) => {
      const { listTasks } = await import('../tasks/list-tasks.ts');
      await listTasks(path, options, context);
    });

const showCommand = (context: CommandContext): Command =>
  new Command('show')
    .summary('all that is known of one task')
    .description('Shows all that is known of one task: its fields, what it waits for, and whether it may start.')
    .argument(...file)
    .argument(...id)
    .addOption(jsonOption())
    .action(async (path: string, key: string, options: { json?: boolean }) => {
      const { showTask } = await import('../tasks/show-task.ts');
      await showTask(path, key, options, context);
    });

const setCommand = (context: CommandContext): Command =>
  new Command('set')
    .summary('give a task a status')
    .description(
      'Gives a task a status, in the words and marks of the file; no other byte changes. Parents whose last open sub-task it is are closed with it.',
    )
    .argument(...file)
    .argument(...id)
    .argument('<status>', 'pending, active, completed, error, blocked, human-review, canceled, replaced or skipped')
    .option('--detail <text>', 'why, behind the status')
    .option('--summary <text>', 'of a completed task: what was done, in one paragraph')
    .option('--actual <duration>', 'of a completed task: how long it took, for example 25m')
    .addOption(atOption())
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .action(async (path: string, key: string, status: string, options: SetTaskStatusOptions) => {
      const { setTaskStatus } = await import('../tasks/set-task-status.ts');
      await setTaskStatus(path, key, status, options, context);
    });

const injectCommand = (context: CommandContext): Command =>
  addNewTaskOptions(
    new Command('inject')
      .summary('put a new task into a list file that lies here')
      .description(
        'Puts a new task into a list file that lies here, at one of five places, and prints its id. No other task gets another id. For the list of a project that DevTeam works on, see `devteam inject`.',
      )
      .argument(...file)
      .option('--priority', 'before the task that is active or next')
      .option('--replace <id>', 'right after this task, which is marked as replaced')
      .option('--before <id>', 'before this task')
      .option('--after <id>', 'after this task and its sub-tasks')
      .option('--position <id>', 'with this id, where it belongs in the order of ids'),
  )
    .option('--reason <text>', 'why it is put in')
    .option('--by <name>', 'who puts it in')
    .option('--id <id>', 'its id (default: one between those of its neighbors)')
    .addOption(atOption())
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .action(async (path: string, options: InjectTaskOptions) => {
      const { injectTask } = await import('../tasks/inject-task.ts');
      await injectTask(path, options, context);
    });

const checkCommand = (context: CommandContext): Command =>
  new Command('check')
    .summary('what is wrong in a list, and where')
    .description(
      'Checks a list. Each finding is a line `file:line:column: code: what; expected; what we do`. Ends with 1 if there are errors.',
    )
    .argument(...file)
    .addOption(jsonOption())
    .action(async (path: string, options: CheckListOptions) => {
      const { checkList } = await import('../tasks/check-list.ts');
      await checkList(path, options, context);
    });

const mergeCommand = (context: CommandContext): Command =>
  new Command('merge')
    .summary('merge two versions of a list by its tasks, not by its lines')
    .description(
      'Does what was done between BASE and OURS again on THEIRS, task by task, and prints the merged file. As a Git merge driver: `devteam tasks merge %O %A %B --path %P --write`.',
    )
    .argument('<base>', 'what both versions were made of')
    .argument('<ours>', 'with statuses, fields and new tasks of ours')
    .argument('<theirs>', 'with changes of any kind')
    .option('--path <path>', 'where the file lies in its repository; some dialects are recognized by it')
    .option('--write', 'put the merged file into OURS')
    .addOption(jsonOption())
    .action(async (base: string, ours: string, theirs: string, options: MergeListsOptions) => {
      const { mergeLists } = await import('../tasks/merge-lists.ts');
      await mergeLists({ base, ours, theirs }, options, context);
    });

export const tasksCommand = (context: CommandContext): Command =>
  new Command('tasks')
    .summary('read, check, change and merge task lists')
    .description('Reads, checks, changes and merges task lists. Needs no database and no engine. Formats: docs/task-lists.md.')
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(setCommand(context))
    .addCommand(injectCommand(context))
    .addCommand(checkCommand(context))
    .addCommand(mergeCommand(context))
    .addHelpText(
      'after',
      '\nExit codes:\n  0 done, warnings allowed  1 errors found, or not merged  2 wrong usage  3 refused  4 unreadable',
    );
