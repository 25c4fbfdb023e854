import { CodedError } from '@devteam/api';
import { findReceipt, listProjects, receiptView } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { ReceiptOptions } from '../commands/receipt.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { noProjectsError, openForReading } from '../local/open-for-reading.ts';
import { jsonLine } from '../output/json-line.ts';
import { receiptLines } from '../output/receipt-lines.ts';

/** `devteam receipt`. */
export async function showReceipt(wanted: string, options: ReceiptOptions, context: CommandContext): Promise<void> {
  const database = await openForReading(context);
  if (!database) throw noProjectsError(context);
  try {
    const { stdout } = context;
    const projectId = options.project === undefined ? null : findProjectByWords(options.project, await listProjects(database.pool));
    const row = await findReceipt(database.pool, wanted, projectId);
    if (!row) throw new CodedError('receipt_unknown', { place: wanted });
    const view = receiptView(row);
    if (options.json) stdout.line(jsonLine(view));
    else for (const line of receiptLines(view, stdout)) stdout.line(line);
  } finally {
    await database.close();
  }
}
