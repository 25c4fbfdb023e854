import { Button } from '@mantine/core';
import { Table } from '../../ui/Table.tsx';
import styles from './ConflictCard.module.css';
import type { Conflict } from './merge-edits.ts';

interface ConflictCardProps<T> {
  conflicts: readonly Conflict<T>[];
  nameOf: (key: keyof T & string) => string;
  show: (key: keyof T & string, value: unknown) => string;
  onTake: (conflict: Conflict<T>) => void;
}

/** Somebody else was faster: what they wrote, what I wrote, what was before. Nothing is overwritten unseen. */
export function ConflictCard<T>({ conflicts, nameOf, onTake, show }: ConflictCardProps<T>) {
  return (
    <section className={styles.card} data-tone="warning" role="alert" data-testid="conflict">
      <h3>Somebody else changed this meanwhile</h3>
      {conflicts.length === 0 ? (
        <p>They changed other fields than you; theirs are in the form now, yours are kept. Save again to write yours.</p>
      ) : (
        <>
          <p>Both of you changed these fields. Yours are kept in the form: save again to write them over theirs, or take theirs.</p>
          <Table label="What both changed" head={['Field', 'Yours', 'Theirs, now', 'Before', '']}>
            {conflicts.map((conflict) => (
              <tr key={conflict.key} data-testid="conflict-row">
                <th scope="row">{nameOf(conflict.key)}</th>
                <td>{show(conflict.key, conflict.mine)}</td>
                <td>{show(conflict.key, conflict.theirs)}</td>
                <td>{show(conflict.key, conflict.base)}</td>
                <td>
                  <Button
                    size="compact-xs"
                    variant="default"
                    data-testid={`take-${conflict.key}`}
                    aria-label={`Take theirs for ${nameOf(conflict.key)}`}
                    onClick={() => onTake(conflict)}
                  >
                    Take theirs
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </section>
  );
}
