import {
  type Edit,
  type Status,
  type TaskList,
  completeTask,
  findTask,
  getTask,
  readStatus,
  setStatus,
  statuses,
} from '@devteam/task-list';
import type { CommandContext } from '../command-context.ts';
import { nearest } from '../nearest.ts';
import { plainText } from '../output/plain-text.ts';
import { UsageError } from '../usage-error.ts';
import { minutesOf } from './duration-option.ts';
import { type EditOptions, editList } from './edit-list.ts';

export interface SetTaskStatusOptions extends EditOptions {
  detail?: string;
  summary?: string;
  actual?: string;
  at?: string;
}

/** `devteam tasks set`. */
export async function setTaskStatus(
  path: string,
  key: string,
  word: string,
  options: SetTaskStatusOptions,
  context: CommandContext,
): Promise<void> {
  const status = statusOf(word);
  const change = changeOf(key, status, options, context);
  await editList(path, options, context, (list) => {
    const edits = change(list);
    const before = getTask(list, key);
    return {
      edits,
      key: before.key,
      sentence: plainText(
        `${before.key} ${before.title}: ${before.status === status ? `${status} already` : `${before.status} → ${status}`}`,
      ),
      json: (after) => ({
        key: before.key,
        status: findTask(after, before.key)?.status ?? status,
        closed: closedParents(list, after, before.key),
      }),
    };
  });
}

/** As people write it, too: `done`, `in progress`, `todo`. */
function statusOf(text: string): Status {
  const { detail, status, word } = readStatus(text);
  if (status && word !== '' && detail === '') return status;
  const guess = nearest(text, statuses);
  throw new UsageError(`there is no status «${text}»${guess === undefined ? '' : `; did you mean ${guess}?`}`, {
    next: `Use one of ${statuses.join(', ')}.`,
  });
}

function changeOf(key: string, status: Status, options: SetTaskStatusOptions, { now }: CommandContext): (list: TaskList) => Edit[] {
  const { actual, detail, summary } = options;
  if (status === 'completed') {
    if (detail !== undefined) throw new UsageError('a completed task has no --detail', { next: 'Use --summary to say what was done.' });
    const completion = {
      at: options.at ?? new Date(now()).toISOString(),
      ...(summary === undefined ? {} : { summary }),
      ...(actual === undefined ? {} : { actualDuration: minutesOf('--actual', actual) }),
    };
    return (list) => completeTask(list, key, completion);
  }
  const misplaced =
    summary === undefined ? (actual === undefined ? (options.at === undefined ? undefined : '--at') : '--actual') : '--summary';
  if (misplaced !== undefined)
    throw new UsageError(`${misplaced} is for completed tasks, and this one becomes ${status}`, { next: 'Use --detail to say why.' });
  return (list) => setStatus(list, key, status, detail === undefined ? {} : { detail });
}

/** The parents that were closed with the task, from the inside. */
function closedParents(before: TaskList, after: TaskList, key: string): string[] {
  const closed: string[] = [];
  for (let up = findTask(after, key)?.parent ?? null; up !== null; up = findTask(after, up)?.parent ?? null)
    if (findTask(after, up)?.status === 'completed' && findTask(before, up)?.status !== 'completed') closed.push(up);
  return closed;
}
