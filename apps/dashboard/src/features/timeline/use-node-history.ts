import type { Failure } from '@devteam/api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useAppSelector } from '../../app/hooks.ts';
import { useServices } from '../../app/services.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import { selectProject } from '../projects/selectors.ts';
import type { TimedNode } from './timeline-rows.ts';

const pageSize = 1000;

/** What every node of the project did, read from its events, and read on as it goes on. */
export function useNodeHistory(projectId: string): {
  nodes: readonly TimedNode[];
  failure: Failure | null;
  loaded: boolean;
  read: () => Promise<void>;
} {
  const { api } = useServices();
  const moved = useAppSelector((state) => {
    const project = selectProject(state, projectId);
    return `${project?.currentTask?.key} ${project?.currentTask?.node} ${project?.currentTask?.attempt} ${project?.execution?.status}`;
  });
  const [nodes, setNodes] = useState<readonly TimedNode[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [loaded, setLoaded] = useState(false);
  const after = useRef(0);
  const busy = useRef(false);

  const read = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      for (;;) {
        const { events, next } = await api.getEvents(projectId, { type: 'node-update', after: after.current, limit: pageSize });
        const last = events.at(-1);
        if (last) {
          after.current = last.seq;
          setNodes((before) => [
            ...before,
            ...events.flatMap((event) =>
              event.type === 'node-update'
                ? [{ taskKey: event.payload.taskKey, node: event.payload.node, seq: event.seq, executionId: event.payload.executionId }]
                : [],
            ),
          ]);
        }
        if (next === null || events.length < pageSize) break;
      }
      setLoaded(true);
      setFailure(null);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      setFailure(error.failure);
    } finally {
      busy.current = false;
    }
  }, [api, projectId]);
  useEffect(() => {
    void read();
    // oxlint-disable-next-line react/exhaustive-deps -- `moved` says that there is more to read
  }, [read, moved]);
  return { nodes, failure, loaded, read };
}
