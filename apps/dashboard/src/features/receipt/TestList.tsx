import { Button } from '@mantine/core';
import { useState } from 'react';
import { useRoute } from '../../http/use-route.ts';
import { StatusIcon } from '../../ui/StatusChip.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { testLooks } from './receipt-words.ts';
import styles from './TestList.module.css';

/** More are not drawn before somebody asks. */
const firstTests = 100;
const rank = { failed: 0, skipped: 1, passed: 2 };

/** Every single test of a check: read when somebody wants to see them. */
export function TestList({ receiptId, check }: { receiptId: string; check: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className={styles.details} onToggle={(event) => setIsOpen(event.currentTarget.open)} data-testid="receipt-tests">
      <summary>Test by test</summary>
      {isOpen ? <Tests receiptId={receiptId} check={check} /> : null}
    </details>
  );
}

function Tests({ receiptId, check }: { receiptId: string; check: string }) {
  const { failure, read, value } = useRoute('listReceiptTests', { params: { receiptId } });
  const [isAll, setIsAll] = useState(false);
  if (!value) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <p>Reading the tests …</p>;
  const tests = value.items.find((item) => item.check === check)?.tests;
  if (!tests) return <p>The single tests are not kept any more; the receipt binds how many there were, and which, by a hash.</p>;
  const sorted = tests.toSorted((a, b) => rank[a.status] - rank[b.status]);
  const shown = isAll ? sorted : sorted.slice(0, firstTests);
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it */}
      <section className={styles.tests} tabIndex={0} aria-label={`Tests of ${check}`}>
        <ul>
          {shown.map(({ message, name, status }) => (
            <li key={name}>
              <StatusIcon look={testLooks[status]} size={14} />
              <span>
                {name}
                {message ? <em>{message}</em> : null}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {shown.length < sorted.length ? (
        <Button size="xs" variant="default" onClick={() => setIsAll(true)}>
          Show all {sorted.length.toLocaleString('en')}
        </Button>
      ) : null}
    </>
  );
}
