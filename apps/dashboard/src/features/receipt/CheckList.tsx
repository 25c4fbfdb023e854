import type { ReceiptView } from '@devteam/api';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import styles from './CheckList.module.css';
import { type ReceiptCheck, outcomeLooks, testsText } from './receipt-words.ts';
import { TestList } from './TestList.tsx';

/** What ran on the tree that landed, and what the same checks said without the work. */
export function CheckList({ receipt }: { receipt: ReceiptView }) {
  const { baseline, checks, receiptId } = receipt;
  return (
    <Panel
      title="Checks"
      flush
      note={
        baseline
          ? 'Each with what the same check said of the commit below, without the work.'
          : 'Nothing failed, so nobody had to run them without the work.'
      }
    >
      <ul className={styles.checks}>
        {checks.map((check) => (
          <Check key={check.name} check={check} before={baseline?.find(({ name }) => name === check.name)} receiptId={receiptId} />
        ))}
      </ul>
    </Panel>
  );
}

function Check({ check, before, receiptId }: { check: ReceiptCheck; before: ReceiptCheck | undefined; receiptId: string }) {
  return (
    <li data-testid="receipt-check-entry" data-outcome={check.outcome}>
      <div className={styles.head}>
        <h3>{check.name}</h3>
        <StatusChip look={outcomeLooks[check.outcome]} size="small" />
        <span>{check.exitCode === null ? 'no exit code' : `exit code ${check.exitCode}`}</span>
      </div>
      <code className={styles.command}>{check.command}</code>
      {before ? (
        <p>
          Without the work: {outcomeLooks[before.outcome].word.toLowerCase()}
          {before.tests ? `, ${testsText(before)}` : ''}.
        </p>
      ) : null}
      <p>
        {check.tests ? `${testsText(check)}, as its report (${check.tests.format}) says. ` : 'It wrote no report of single tests. '}
        {check.log ? (
          <>
            Its output has the hash <code>{check.log.slice(0, 19)}…</code>
          </>
        ) : (
          'It printed nothing.'
        )}
      </p>
      {check.tests ? <TestList receiptId={receiptId} check={check.name} /> : null}
    </li>
  );
}
