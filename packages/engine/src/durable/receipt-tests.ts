import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ReceiptTestsView } from '@devteam/api';
import { countTests } from '../decisions/verification/receipt/receipt.ts';
import type { KnownRun } from '../decisions/verification/usable-evidence.ts';
import { type Queryable, type ReceiptRow, readRunsOfTree, receiptView } from '../store/index.ts';

const unpack = promisify(gunzip);

/**
 * Every test that the checks of a receipt ran, as far as it is still kept. Only a list that adds up to the digest in the receipt is
 * shown, so nobody sees the tests of another run.
 */
export async function readReceiptTests(db: Queryable, row: ReceiptRow): Promise<ReceiptTestsView['items']> {
  const { checks, tree } = receiptView(row);
  const wanted = checks.filter(({ tests }) => tests !== null);
  const kept = wanted.length === 0 ? [] : await readRunsOfTree(db, row.projectId, tree);
  const runs: KnownRun[] = (await Promise.all(kept.map((packed) => unpack(packed)))).flatMap(
    (text) => JSON.parse(text.toString('utf8')) as KnownRun[],
  );
  return wanted.map(({ name, tests }) => {
    const found = runs.find(
      ({ evidence }) => evidence.name === name && evidence.report && countTests(evidence.report).digest === tests?.digest,
    );
    return {
      check: name,
      tests: found?.evidence.report?.tests.map(({ message, name: test, status }) => ({ name: test, status, message })) ?? null,
    };
  });
}
