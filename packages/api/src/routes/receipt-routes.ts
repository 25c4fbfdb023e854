import { z } from 'zod';
import { ReceiptCheckView, ReceiptTestsView, ReceiptView } from '../views/receipt-view.ts';
import { Id } from './fields.ts';
import { route } from './route.ts';

const ReceiptParams = z.object({ receiptId: Id });

/** Receipts by what names them anywhere: a commit says only the hash, not the project. */
export const receiptRoutes = {
  findReceipt: route({
    method: 'GET',
    path: '/api/devteam/receipts/{receiptId}',
    summary: 'One proof of what has landed, by its hash or its commit, or the beginning of either',
    access: 'project.read',
    about: 'list',
    params: ReceiptParams,
    success: { status: 200, answer: ReceiptView },
    errors: ['receipt_unknown'],
  }),
  listReceiptTests: route({
    method: 'GET',
    path: '/api/devteam/receipts/{receiptId}/tests',
    summary: 'Every test that ran for a receipt and how it ended, as far as that is kept',
    access: 'log.read',
    about: 'list',
    params: ReceiptParams,
    success: { status: 200, answer: ReceiptTestsView },
    errors: ['receipt_unknown'],
  }),
  verifyReceipt: route({
    method: 'POST',
    path: '/api/devteam/receipts/{receiptId}/verify',
    summary: 'Hold a receipt against the repository and the kept output of the checks, now',
    access: 'project.read',
    about: 'list',
    params: ReceiptParams,
    success: { status: 200, answer: ReceiptCheckView },
    errors: ['receipt_unknown', 'database_unreachable', 'repository_unreachable'],
  }),
} as const;
