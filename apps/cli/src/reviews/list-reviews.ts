import { type ReviewRow, listReviews, reviewView } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { ReviewListOptions } from '../commands/review.ts';
import { nothingYet, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { type Column, tableLines } from '../output/table.ts';
import { durationText } from '../output/time-text.ts';

/** `devteam review list`. */
export async function listOpenReviews({ all = false, json = false }: ReviewListOptions, context: CommandContext): Promise<void> {
  const { now, stdout } = context;
  const database = await openForReading(context);
  try {
    const rows = database ? await listReviews(database.pool, { open: !all }) : [];
    if (json) stdout.line(jsonLine(rows.map(reviewView)));
    else if (!database) stdout.line(nothingYet(context));
    else if (rows.length === 0) stdout.line(all ? 'There was no review yet.' : 'Nothing waits for you.');
    else {
      for (const line of tableLines(rows, columnsAt(now()), { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
      const [first] = rows;
      if (first && !all) stdout.line(`\nLook at the first: ${stdout.paint.color('blue', `devteam review show ${first.id}`)}`);
    }
  } finally {
    await database?.close();
  }
}

function columnsAt(now: number): Column<ReviewRow>[] {
  return [
    { title: 'Review', text: ({ id }) => id },
    { title: 'Project', text: ({ projectId }) => plainText(projectId), shrinksTo: 10 },
    { title: 'Task', text: ({ taskId, taskKey, taskTitle }) => plainText(`${taskId ?? taskKey} ${taskTitle}`), shrinksTo: 12 },
    {
      title: 'Waits',
      text: ({ answeredAt, openedAt }) => durationText((answeredAt?.getTime() ?? now) - openedAt.getTime()),
      align: 'right',
    },
    { title: 'Deadline', text: (row) => deadlineText(row, now) },
    { title: 'Why', text: ({ why }) => plainText(`${why.what}${why.place ? ` (${why.place})` : ''}`), shrinksTo: 16 },
  ];
}

function deadlineText({ answer, deadline, isWithdrawn }: ReviewRow, now: number): string {
  if (answer) return `${answer.by}: ${answer.choice.replaceAll('_', ' ')}`;
  if (isWithdrawn) return 'withdrawn';
  const left = deadline.getTime() - now;
  return left >= 0 ? `in ${durationText(left)}` : `${durationText(-left)} ago`;
}
