import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { CodedError } from '@devteam/api';
import type { Repository } from '@devteam/drivers/repository';
import { sha256 } from '../decisions/verification/receipt/receipt.ts';
import { verifyReceipt } from '../decisions/verification/receipt/verify-receipt.ts';
import { type ReceiptRow, findReceipt, listReceipts, readCheckLogs, receiptView } from '../store/index.ts';
import type { Command } from './hands.ts';
import { localTip } from './nodes/branch-tip.ts';
import { patiently } from './patiently.ts';
import type { ReceiptCheck, ReceiptChoice } from './receipt-check.ts';

/** Looks at what receipts are about: the commit on the remote, its message, tree and parents, and what the checks printed. Throws `receipt_unknown`. */
export async function verifyReceipts(command: Command, { projectId, receipt }: ReceiptChoice): Promise<ReceiptCheck[]> {
  const { log, pool } = command;
  const rows = await patiently(
    async () => (receipt === null ? listReceipts(pool, projectId) : [await findReceipt(pool, receipt, projectId)]),
    log,
  );
  const checks: ReceiptCheck[] = [];
  const repositories = new Map<string, { repository: Repository; tips: string[] }>();
  for (const row of rows) {
    if (!row) throw new CodedError('receipt_unknown', { place: receipt ?? '' });
    const known = repositories.get(row.projectId) ?? (await openTips(command, row.projectId));
    repositories.set(row.projectId, known);
    checks.push(await verifyOne(command, row, known));
  }
  return checks;
}

async function openTips(command: Command, projectId: string): Promise<{ repository: Repository; tips: string[] }> {
  const repository = await command.openRepository(projectId);
  const { branches } = await repository.sync();
  const local = await Promise.all(Object.keys(branches).map((branch) => repository.findKept(localTip(branch))));
  return { repository, tips: [...Object.values(branches), ...local.filter((tip) => tip !== undefined)] };
}

async function verifyOne(
  { log, pool }: Command,
  row: ReceiptRow,
  { repository, tips }: { repository: Repository; tips: readonly string[] },
): Promise<ReceiptCheck> {
  const { commit, content, hash, projectId, taskKey } = row;
  const told = { receiptId: hash, projectId, taskKey, commit };
  const reached = await Promise.all(tips.map((tip) => repository.isAncestor(commit, tip)));
  // Nothing is read of a commit that no branch has: it may not be there at all.
  if (!reached.includes(true))
    return { ...told, differences: [{ at: 'commit', said: commit, found: 'on no branch of the remote' }], forgotten: [] };
  const [message, tree, parents] = await Promise.all([
    repository.commitMessage(commit),
    repository.treeOf(commit),
    repository.parentsOf(commit),
  ]);
  const wanted = namedLogs(row);
  const kept = await patiently(() => readCheckLogs(pool, projectId, [...new Set(wanted.values())]), log);
  const hashes = new Map(await Promise.all(kept.map(async (one) => [one.hash, await hashOf(one.content)] as const)));
  // Logs are kept for a while; one that is gone is no difference, one that says something else is.
  const logs = Object.fromEntries([...wanted].map(([name, log_]) => [name, hashes.get(log_) ?? log_]));
  const forgotten = [...wanted].filter(([, log_]) => !hashes.has(log_)).map(([name]) => name);
  const silent = Object.fromEntries(namesOf(row).map((name) => [name, null]));
  const [base] = parents;
  const facts = { message, tree, parents, ...(base === undefined ? {} : { base }), logs: { ...silent, ...logs } };
  return { ...told, differences: verifyReceipt(Buffer.from(content, 'utf8'), facts), forgotten };
}

/** What cannot be read names no check; that it cannot be read is found as well. */
function checksOf(row: ReceiptRow): { name: string; log: string | null }[] {
  try {
    return receiptView(row).checks;
  } catch {
    return [];
  }
}

const namesOf = (row: ReceiptRow): string[] => checksOf(row).map(({ name }) => name);
const namedLogs = (row: ReceiptRow): Map<string, string> =>
  new Map(checksOf(row).flatMap(({ log, name }) => (log === null ? [] : [[name, log]])));

const unpack = promisify(gunzip);

async function hashOf(packed: Uint8Array): Promise<string> {
  try {
    return sha256(await unpack(packed));
  } catch {
    return 'unreadable';
  }
}
