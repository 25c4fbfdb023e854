import { CodedError, type InjectionView } from '@devteam/api';
import { listInjections, listProjects } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { noProjectsError, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';
import { timeOfDay } from '../output/time-text.ts';
import { disturbance, injectionLooks } from './injection-words.ts';
import { orderLines } from './order-lines.ts';

async function readInjections(words: string, context: CommandContext): Promise<{ projectId: string; injections: InjectionView[] }> {
  const database = await openForReading(context);
  if (!database) throw noProjectsError(context);
  try {
    const projectId = findProjectByWords(words, await listProjects(database.pool));
    return { projectId, injections: await listInjections(database.pool, projectId) };
  } finally {
    await database.close();
  }
}

/** `devteam injections list`. */
export async function showInjections(words: string, options: { json?: boolean }, context: CommandContext): Promise<void> {
  const { stdout } = context;
  const { injections, projectId } = await readInjections(words, context);
  if (options.json) stdout.line(jsonLine(injections));
  else if (injections.length === 0) stdout.line(`Nobody has put a task into the list of ${projectId} yet; see \`devteam inject --help\`.`);
  else for (const line of tableLines(injections, columns(context), { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
}

const columns = ({ stdout: { paint } }: CommandContext): Column<InjectionView>[] => [
  { title: 'Id', text: (row) => row.injectionId },
  { title: 'When', text: (row) => timeOfDay(new Date(row.requestedAt)) },
  { title: 'By', text: (row) => plainText(row.by), shrinksTo: 6, fromColumns: 70 },
  { title: 'Mode', text: (row) => row.mode },
  { title: 'Task', text: (row) => plainText(row.taskKey ?? ''), shrinksTo: 6 },
  {
    title: 'Status',
    text: (row) => injectionLooks[row.status].word,
    style: (row, cell) => paint.color(injectionLooks[row.status].color, cell),
  },
  { title: 'Title', text: (row) => plainText(row.title), shrinksTo: 12 },
];

/** `devteam injections show`. */
export async function showInjection(words: string, id: string, options: { json?: boolean }, context: CommandContext): Promise<void> {
  const { stdout } = context;
  const { paint } = stdout;
  const { injections } = await readInjections(words, context);
  const view = findByBeginning(injections, id);
  if (options.json) {
    stdout.line(jsonLine(view));
    return;
  }
  const look = injectionLooks[view.status];
  stdout.line(`${paint.bold(plainText(view.title))}  ${paint.color(look.color, look.word)}`);
  const facts: [string, string | null][] = [
    ['Asked for', `${view.requestedAt} by ${view.by}: ${view.reason}`],
    ['Mode', `${view.mode}${view.place === null ? '' : `, ${view.place}`}`],
    ['Task', view.taskKey],
    ['Commit', view.commit],
    ['Disturbed', disturbance(view.interrupted, view.replaced, 'was') ?? 'nothing'],
    ['Settled by', view.settledBy],
    ['Why not', view.failure && `${view.failure.what}: ${view.failure.why}`],
    ['Steps', view.steps.map(({ status, step }) => (status === 'completed' ? step : `${step} (${status})`)).join(', ')],
  ];
  for (const [label, value] of facts) if (value) stdout.line(`${paint.faint(label.padEnd(10))}  ${plainText(value)}`);
  stdout.line();
  const { newOrder, oldOrder, taskKey } = view;
  const orders = { oldOrder, newOrder, taskKey, addressed: [view.interrupted?.key, view.replaced] };
  for (const line of orderLines(orders, { columns: stdout.columns(), paint })) stdout.line(line);
}

export function findByBeginning(injections: readonly InjectionView[], id: string): InjectionView {
  const [found, ...more] = injections.filter(({ injectionId }) => injectionId.startsWith(id));
  if (!found || more.length > 0)
    throw new CodedError('injection_not_found', {
      place: id,
      why: found
        ? `${more.length + 1} begin with ${id}`
        : `there are: ${injections.map(({ injectionId }) => injectionId).join(', ') || 'none'}`,
    });
  return found;
}
