import type { TimerView } from '@devteam/api';
import { listTimers, timerView } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { loginName } from '../local/login-name.ts';
import { withProject } from '../local/with-team.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';

/** `devteam timer start`. */
export const startTimer = (words: string, task: string, by: string | undefined, context: CommandContext): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    const timer = await engine.startTimer(projectId, { task, by: by ?? loginName() });
    context.stdout.line(plainText(`${timer.person} works on ${timer.task.key} «${timer.task.title}»; DevTeam leaves it alone.`));
  });

/** `devteam timer stop`. */
export const stopTimer = (words: string, by: string | undefined, context: CommandContext): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    const timer = await engine.stopTimer(projectId, { by: by ?? loginName() });
    context.stdout.line(plainText(`${timer.person} worked on ${timer.task.key} for ${timer.minutes} minutes.`));
  });

/** `devteam timer list`. */
export const showTimers = (words: string, options: { json?: boolean }, context: CommandContext): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    const now = new Date(context.now());
    const timers = (await listTimers(engine.pool, { projectId })).map((row) => timerView(row, now));
    const { stdout } = context;
    if (options.json) return stdout.line(jsonLine(timers));
    if (timers.length === 0) return stdout.line('No times: nobody has worked on a task by hand.');
    for (const line of tableLines(timers, columns, { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
  });

const columns: Column<TimerView>[] = [
  { title: 'Task', text: ({ task }) => plainText(task.key) },
  { title: 'Title', text: ({ task }) => plainText(task.title), shrinksTo: 12 },
  { title: 'Person', text: ({ person }) => plainText(person), shrinksTo: 8 },
  { title: 'Minutes', text: ({ minutes }) => String(minutes), align: 'right' },
  { title: '', text: ({ endedAt }) => (endedAt === null ? 'runs' : '') },
];
