import { Skeleton } from '@mantine/core';
import styles from './FleetSkeleton.module.css';

const cards = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The shape of what comes; appears only if it takes longer than a blink. */
export function FleetSkeleton() {
  return (
    <output className={styles.page} aria-label="Loading the projects" data-testid="fleet-skeleton">
      <Skeleton width={220} height={24} radius="md" />
      <div className={styles.grid}>
        {cards.map((card) => (
          <div key={card} className={styles.card}>
            <Skeleton width="38%" height={12} />
            <Skeleton width="58%" height={18} />
            <Skeleton height={6} mt={8} />
            <Skeleton width="88%" height={14} mt={10} />
            <Skeleton width="64%" height={12} />
            <Skeleton width="46%" height={12} mt={26} />
          </div>
        ))}
      </div>
    </output>
  );
}
