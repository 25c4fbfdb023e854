import type { TimerView } from '@devteam/api';
import { listTimers, timerView } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { loginName } from '../local/login-name.ts';
import { withProject } from '../local/with-team.ts';
import { jsonLine } from '../output/json-line.ts';
import { atProject } from '../remote/at-project.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';

/** `devteam timer start`. */
export const startTimer = (words: string, task: string, by: string | undefined, context: CommandContext): Promise<void> =>
  atProject(words, context, {
    there: async ({ client }, projectId) =>
      sayStarted(await client.call('startTimer', { params: { projectId }, body: { taskKey: task } }), context),
    here: async ({ engine }, projectId) => sayStarted(await engine.startTimer(projectId, { task, by: by ?? loginName() }), context),
  });

const sayStarted = ({ person, task }: TimerView, { stdout }: CommandContext) =>
  stdout.line(plainText(`${person} works on ${task.key} «${task.title}»; DevTeam leaves it alone.`));
const sayStopped = ({ minutes, person, task }: TimerView, { stdout }: CommandContext) =>
  stdout.line(plainText(`${person} worked on ${task.key} for ${minutes} minutes.`));

/** `devteam timer stop`. */
export const stopTimer = (words: string, by: string | undefined, context: CommandContext): Promise<void> =>
  atProject(words, context, {
    there: async ({ client }, projectId) => sayStopped(await client.call('stopTimer', { params: { projectId } }), context),
    here: async ({ engine }, projectId) => sayStopped(await engine.stopTimer(projectId, { by: by ?? loginName() }), context),
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
