import { useCallback, useSyncExternalStore } from 'react';
import { useServices } from '../../app/services.ts';
import type { LogWindow } from './log-store.ts';

/** The lines of a project; `seq` is where its snapshot stood, in case nothing has been heard of it yet. */
export function useLogWindow(projectId: string, seq: number): LogWindow {
  const { logs } = useServices();
  const subscribe = useCallback(
    (listener: () => void) => {
      logs.begin(projectId, seq);
      return logs.subscribe(projectId, listener);
    },
    // Only the first `seq` counts: from then on the log itself knows better.
    // oxlint-disable-next-line react/exhaustive-deps
    [logs, projectId],
  );
  return useSyncExternalStore(subscribe, () => logs.read(projectId));
}
