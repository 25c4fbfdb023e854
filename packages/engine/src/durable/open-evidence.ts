import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Pool } from 'pg';
import { canonicalJson } from '../decisions/verification/receipt/canonical-json.ts';
import { receiptText, sha256 } from '../decisions/verification/receipt/receipt.ts';
import type { KnownRun } from '../decisions/verification/usable-evidence.ts';
import { findBaseline, inTransaction, saveBaseline, saveCheckLogs, saveReceipt } from '../store/index.ts';
import type { LogLevel } from './log-level.ts';
import type { BaselinePlace, KeptEvidence } from './nodes/kept-evidence.ts';
import { patiently } from './patiently.ts';

const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

/** Another shape of what is kept needs another number: what was packed before is then run again. */
const version = 1;

/** What checks said, in the database, so that any worker finds it. */
export function openEvidence(
  { log, pool }: { pool: Pool; log: (level: LogLevel, message: string) => void },
  projectId: string,
): KeptEvidence {
  const keyOf = ({ checks, sandbox, tree }: BaselinePlace): string => {
    const { driver, image, isolation } = sandbox;
    const plan = checks?.map(({ command, kind, name, report, timeoutSeconds }) => ({
      command,
      kind,
      name,
      report: report ?? null,
      timeoutSeconds,
    }));
    return sha256(canonicalJson({ version, tree, checks: plan ?? null, driver, image: image?.digest ?? null, isolation }));
  };
  const rowOf = async (at: BaselinePlace, runs: readonly KnownRun[]) => ({
    projectId,
    key: keyOf(at),
    tree: at.tree,
    runs: await pack(JSON.stringify(runs.map(({ evidence, kind }) => ({ kind, evidence })))),
  });
  return {
    findBaseline: async (at) => {
      const key = keyOf(at);
      const packed = await patiently(() => findBaseline(pool, projectId, key), log);
      return packed ? (JSON.parse((await unpack(packed)).toString('utf8')) as KnownRun[]) : null;
    },
    saveBaseline: async (at, runs) => {
      const row = await rowOf(at, runs);
      await patiently(() => saveBaseline(pool, row), log);
    },
    saveReceipt: async ({ at, commit, outputs, receipt, runs }) => {
      const content = receiptText(receipt);
      const hash = sha256(content);
      const row = await rowOf(at, runs);
      const logs = await Promise.all(outputs.map(async (output) => ({ hash: sha256(output), content: await pack(output) })));
      await patiently(
        () =>
          inTransaction(pool, async (db) => {
            await saveBaseline(db, row);
            await saveCheckLogs(db, projectId, logs);
            const { execution, key } = receipt.task;
            await saveReceipt(db, { projectId, hash, executionId: execution, taskKey: key, commit, content });
          }),
        log,
      );
      return hash;
    },
  };
}
