import type { ReviewView } from '@devteam/api';
import { listReviews, reviewView } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { ReviewListOptions } from '../commands/review.ts';
import { nothingYet, openForReading } from '../local/open-for-reading.ts';
import { findRemote } from '../remote/find-remote.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';
import { durationText } from '../output/time-text.ts';

/** `devteam review list`. */
export async function listOpenReviews({ all = false, json = false }: ReviewListOptions, context: CommandContext): Promise<void> {
  const { now, stdout } = context;
  const rows = await readReviews(!all, context);
  if (json) stdout.line(jsonLine(rows ?? []));
  else if (!rows) stdout.line(nothingYet(context));
  else if (rows.length === 0) stdout.line(all ? 'There was no review yet.' : 'Nothing waits for you.');
  else {
    for (const line of tableLines(rows, columnsAt(now()), { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
    const [first] = rows;
    if (first && !all) stdout.line(`\nLook at the first: ${stdout.paint.color('blue', `devteam review show ${first.reviewId}`)}`);
  }
}

/** Of the server where somebody is logged in, else of this machine; undefined: nothing was made here yet. */
export async function readReviews(isOpen: boolean, context: CommandContext): Promise<ReviewView[] | undefined> {
  const remote = await findRemote(context);
  if (remote) return (await remote.client.call('listReviews', { query: { state: isOpen ? 'open' : 'all' } })).items;
  const database = await openForReading(context);
  try {
    return database && (await listReviews(database.pool, { open: isOpen })).map(reviewView);
  } finally {
    await database?.close();
  }
}

function columnsAt(now: number): Column<ReviewView>[] {
  return [
    { title: 'Review', text: ({ reviewId }) => reviewId },
    { title: 'Project', text: ({ projectId }) => plainText(projectId), shrinksTo: 10 },
    { title: 'Task', text: ({ task }) => plainText(`${task.id ?? task.key} ${task.title}`), shrinksTo: 12 },
    {
      title: 'Waits',
      text: ({ answer, openedAt }) => durationText((answer ? Date.parse(answer.at) : now) - Date.parse(openedAt)),
      align: 'right',
    },
    { title: 'Deadline', text: (row) => deadlineText(row, now) },
    { title: 'Why', text: ({ why }) => plainText(`${why.what}${why.place ? ` (${why.place})` : ''}`), shrinksTo: 16 },
  ];
}

function deadlineText({ answer, deadline, state }: ReviewView, now: number): string {
  if (answer) return `${answer.by}: ${answer.choice.replaceAll('_', ' ')}`;
  if (state === 'withdrawn') return 'withdrawn';
  const left = Date.parse(deadline) - now;
  return left >= 0 ? `in ${durationText(left)}` : `${durationText(-left)} ago`;
}
