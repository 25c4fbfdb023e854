import type { MetricView } from '@devteam/api';
import { Button, Skeleton } from '@mantine/core';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { useTimes } from '../../ui/absolute-time.ts';
import { AlertIcon, CheckIcon, DownIcon } from '../../ui/icons.tsx';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { countOf, csvOf, goalOf, headOf, isMet, valueOf } from './metric-words.ts';
import styles from './MetricsPage.module.css';

/** How well the work goes: each figure with its goal, what it was counted from, and how little it may rest on. */
export function MetricsPage() {
  const { absolute } = useTimes();
  const { api } = useServices();
  const { failure, read, value: metrics } = useAnswer(api.getMetrics);

  if (!metrics) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <Skeleton height={320} radius={12} mt={20} />;
  const [first] = metrics;
  return (
    <div className={styles.page} data-testid="metrics-page">
      <header className={styles.head}>
        <h1>Analytics</h1>
        {first ? (
          <p>
            {absolute(first.window.from)} to {absolute(first.window.to)}, of all projects that you see
          </p>
        ) : null}
        <Button
          component="a"
          size="xs"
          variant="default"
          leftSection={<DownIcon size={13} />}
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(csvOf(metrics))}`}
          download="devteam-metrics.csv"
        >
          As a table
        </Button>
      </header>
      {metrics.length === 0 ? <p>There is nothing to count yet.</p> : null}
      <ul className={styles.tiles}>
        {metrics.map((metric) => (
          <Tile key={metric.name} metric={metric} />
        ))}
      </ul>
    </div>
  );
}

function Tile({ metric }: { metric: MetricView }) {
  const met = isMet(metric);
  const tone = metric.note || met === null ? 'quiet' : met ? 'done' : 'warning';
  return (
    <li className={styles.tile} data-testid="metric" data-name={metric.name} data-tone={tone}>
      <h2>{headOf(metric.name)}</h2>
      <p className={styles.value}>{valueOf(metric)}</p>
      <p className={styles.goal}>
        {met === null ? null : met ? <CheckIcon size={13} /> : <AlertIcon size={13} />} {goalOf(metric) ?? 'no goal'}
        {met === null || metric.note ? null : met ? ', met' : ', missed'}
      </p>
      {metric.unit === 'share' && metric.value !== null ? (
        <svg className={styles.bar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect width="100" height="6" className={styles.track} />
          <rect width={metric.value * 100} height="6" className={styles.filled} />
          {metric.goal ? <rect x={metric.goal.value * 100 - 0.4} width="0.8" height="6" className={styles.mark} /> : null}
        </svg>
      ) : null}
      <p className={styles.count}>
        {countOf(metric)}
        {metric.note ? <em>{metric.note}</em> : null}
      </p>
    </li>
  );
}
