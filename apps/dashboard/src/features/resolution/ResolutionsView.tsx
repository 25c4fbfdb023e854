import type { ResolutionView } from '@devteam/api';
import { Skeleton } from '@mantine/core';
import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { ResolutionReport } from './ResolutionReport.tsx';
import styles from './ResolutionsView.module.css';

/** Read again while something is investigated: each experiment adds to it. */
const everyMs = 4_000;

/** All investigations of a project, newest first; the newest is open. */
export function ResolutionsView({ projectId }: { projectId: string }) {
  const { api } = useServices();
  const ask = useCallback(async () => {
    const whole: ResolutionView[] = [];
    for (const { resolutionId } of await api.getResolutions(projectId)) whole.push(await api.getResolution(projectId, resolutionId));
    return whole;
  }, [api, projectId]);
  const { failure, read, value: found } = useAnswer(ask, everyMs);

  if (!found) return failure ? <LoadFailure failure={failure} onRetry={read} /> : <Skeleton height={320} radius={12} />;
  if (found.length === 0) return <p className={styles.nothing}>No error had to be investigated.</p>;
  return (
    <ol className={styles.list}>
      {found.map((resolution, index) => (
        <li key={resolution.resolutionId}>
          <details open={index === 0}>
            <summary>
              {resolution.task.key} {resolution.task.title}: {resolution.status}
            </summary>
            <ResolutionReport resolution={resolution} />
          </details>
        </li>
      ))}
    </ol>
  );
}
