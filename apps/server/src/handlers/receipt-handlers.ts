import { CodedError, type Permission, type Routes, allows } from '@devteam/api';
import { readReceiptTests } from '@devteam/engine/durable';
import { type ReceiptRow, findPlace, findReceipt, receiptView } from '@devteam/engine/store';
import type { ServerEngine } from '../server-engine.ts';
import type { Call, Handlers } from './handler.ts';

/** Receipts by their hash or commit; those of projects that the caller does not see are not there. */
export const receiptHandlers = (engine: ServerEngine): Handlers<Pick<Routes, 'findReceipt' | 'listReceiptTests' | 'verifyReceipt'>> => ({
  findReceipt: async ({ params: { receiptId } }, call) => receiptView(await requireReceipt(call, receiptId)),
  listReceiptTests: async ({ params: { receiptId } }, call) => {
    const row = await requireReceipt(call, receiptId, 'log.read');
    return { items: await call.read((db) => readReceiptTests(db, row)) };
  },
  verifyReceipt: async ({ params: { receiptId } }, call) => {
    const { hash, projectId } = await requireReceipt(call, receiptId);
    const [check] = await engine.verifyReceipts({ receipt: hash, projectId });
    if (!check) throw new CodedError('receipt_unknown', { place: receiptId });
    return { ...check, differences: [...check.differences], forgotten: [...check.forgotten], at: new Date().toISOString() };
  },
});

async function requireReceipt({ caller, read }: Call, wanted: string, permission: Permission = 'project.read'): Promise<ReceiptRow> {
  // A key of a task names a receipt only within a project.
  const isNamed = /^(?:sha256:)?[0-9a-f]{7,64}$/.test(wanted);
  const row = isNamed ? await read((db) => findReceipt(db, wanted)) : undefined;
  const place = row && (await read((db) => findPlace(db, row.projectId)));
  if (!row || !place || !allows(caller, permission, place)) throw new CodedError('receipt_unknown', { place: wanted });
  return row;
}
