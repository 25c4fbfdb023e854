import type { Health } from '@devteam/api';
import { Skeleton } from '@mantine/core';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { AlertIcon, CheckIcon, CircleIcon } from '../../ui/icons.tsx';
import { StatusChip, type StatusLook } from '../../ui/StatusChip.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import styles from './HealthPage.module.css';

const looks: Record<Health['status'], StatusLook> = {
  up: { word: 'Up', tone: 'done', Icon: CheckIcon },
  degraded: { word: 'Degraded', tone: 'warning', Icon: CircleIcon },
  down: { word: 'Down', tone: 'failed', Icon: AlertIcon },
};

const sentences: Record<Health['status'], string> = {
  up: 'Everything that the work needs is there.',
  degraded: 'The work goes on; something of what it needs is slow or in trouble.',
  down: 'Something that the work cannot do without is down. What waits for it goes on by itself when it is back.',
};

const everyMs = 5_000;

/** What the work rests on: in plain sentences, what is in trouble first. */
export function HealthPage() {
  const { api } = useServices();
  const { failure, read, value: health } = useAnswer(api.getHealth, everyMs);

  if (!health) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <Skeleton height={320} radius={12} mt={20} />;
  const rank = { down: 0, degraded: 1, up: 2 };
  const services = health.services.toSorted((a, b) => rank[a.status] - rank[b.status]);
  return (
    <div className={styles.page} data-testid="health-page" data-status={health.status}>
      <header className={styles.head}>
        <h1>Health</h1>
        <StatusChip look={looks[health.status]} />
        <p>{failure ? `As of the last answer; now: ${failure.what}.` : sentences[health.status]}</p>
      </header>
      <ul className={styles.services}>
        {services.map(({ detail, service, status }) => (
          <li key={service} data-testid="service" data-status={status}>
            <h2>{service}</h2>
            <StatusChip look={looks[status]} />
            <p>{detail}</p>
          </li>
        ))}
      </ul>
      <p className={styles.version}>DevTeam {health.version}</p>
    </div>
  );
}
