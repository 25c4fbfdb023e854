import { readPriorities, readSlotLimits, readWaiting } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import { nothingYet, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { tableLines } from '../output/table.ts';

/** `devteam limits list`. */
export async function showLimits(options: { json?: boolean }, context: CommandContext): Promise<void> {
  const { stdout } = context;
  const database = await openForReading(context);
  if (!database) {
    stdout.line(options.json ? jsonLine({ workerSlots: 0, limits: [], priorities: [], waiting: [] }) : nothingYet(context));
    return;
  }
  try {
    const { limits, workerSlots } = await readSlotLimits(database.pool);
    const priorities = await readPriorities(database.pool);
    const waiting = await readWaiting(database.pool);
    if (options.json) {
      stdout.line(jsonLine({ workerSlots, limits, priorities, waiting }));
      return;
    }
    stdout.line(`Workers have ${workerSlots} ${workerSlots === 1 ? 'slot' : 'slots'}.`);
    for (const { id, kind, slots } of limits) stdout.line(plainText(`At most ${slots} for ${kind} ${id}`.trimEnd()));
    for (const { priority, projectId } of priorities) stdout.line(plainText(`Priority ${priority}: ${projectId}`));
    if (waiting.length === 0) return;
    stdout.line();
    const columns = [
      { title: 'Project', text: (row: (typeof waiting)[number]) => plainText(row.projectId), shrinksTo: 12 },
      { title: 'Task', text: (row: (typeof waiting)[number]) => plainText(row.taskKey ?? '-') },
      { title: 'Step', text: (row: (typeof waiting)[number]) => row.node },
      { title: 'Waits', text: (row: (typeof waiting)[number]) => plainText(row.reason), shrinksTo: 20 },
    ];
    for (const line of tableLines(waiting, columns, { columns: stdout.columns(), paint: stdout.paint })) stdout.line(line);
  } finally {
    await database.close();
  }
}
