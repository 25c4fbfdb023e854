import type { ReceiptCheck } from '@devteam/engine/durable';
import type { CommandContext } from '../command-context.ts';
import type { ReceiptOptions } from '../commands/receipt.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { withTeam } from '../local/with-team.ts';
import { jsonLine } from '../output/json-line.ts';
import type { Outlet } from '../output/outlet.ts';
import { plainText } from '../output/plain-text.ts';

/** `devteam receipt verify`: exit code 1 as soon as something speaks against one. */
export const verifyReceipts = (receipt: string | null, options: ReceiptOptions, context: CommandContext): Promise<void> =>
  withTeam(context, async ({ engine }, projects) => {
    const { stdout } = context;
    const projectId = options.project === undefined ? null : findProjectByWords(options.project, projects);
    const checks = await engine.verifyReceipts({ receipt, projectId });
    if (options.json) stdout.line(jsonLine({ receipts: checks }));
    else for (const check of checks) for (const line of linesOf(check, stdout)) stdout.line(line);
    const wrong = checks.filter(({ differences }) => differences.length > 0).length;
    if (!options.json) stdout.line(wrong === 0 ? `All ${checks.length} hold.` : `${wrong} of ${checks.length} do not hold.`);
    if (wrong > 0) context.endWith(1);
  });

function linesOf({ commit, differences, forgotten, projectId, receiptId, taskKey }: ReceiptCheck, { paint, unicode }: Outlet): string[] {
  const isFine = differences.length === 0;
  const mark = isFine ? paint.color('green', unicode ? '✓' : 'ok') : paint.color('red', unicode ? '✗' : 'no');
  const head = `${mark} ${receiptId.slice('sha256:'.length, 'sha256:'.length + 12)}  ${commit.slice(0, 9)}  ${projectId} ${taskKey}`;
  const notes = forgotten.length > 0 ? [`    output of ${forgotten.join(', ')} is not kept any more`] : [];
  const faults = differences.map(
    ({ at, found, said }) => `    ${at}: the receipt says ${said ?? 'nothing'}, there is ${found ?? 'nothing'}`,
  );
  return [head, ...[...faults, ...notes].map((line) => plainText(line))];
}
