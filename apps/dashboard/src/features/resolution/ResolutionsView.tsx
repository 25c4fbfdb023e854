import type { Failure, ResolutionView } from '@devteam/api';
import { Skeleton } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import { LoadFailure } from '../failure/LoadFailure.tsx';
import { ResolutionReport } from './ResolutionReport.tsx';
import styles from './ResolutionsView.module.css';

/** Read again while something is investigated: each experiment adds to it. */
const everyMs = 4_000;

/** All investigations of a project, newest first; the newest is open. */
export function ResolutionsView({ projectId }: { projectId: string }) {
  const { api } = useServices();
  const [found, setFound] = useState<readonly ResolutionView[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const read = useCallback(async () => {
    try {
      const ids = await api.getResolutions(projectId);
      const whole: ResolutionView[] = [];
      for (const { resolutionId } of ids) whole.push(await api.getResolution(projectId, resolutionId));
      setFound(whole);
      setFailure(null);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setFailure(error.failure);
    }
  }, [api, projectId]);
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- what it sets comes from the server, later
    void read();
    const timer = setInterval(() => void read(), everyMs);
    return () => clearInterval(timer);
  }, [read]);

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
