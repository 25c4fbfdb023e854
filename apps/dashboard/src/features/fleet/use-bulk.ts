import type { Failure, ProjectView } from '@devteam/api';
import { useRef, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import type { BulkCommand } from './bulk-commands.ts';

export interface BulkResult {
  projectId: string;
  name: string;
  /** Null: it was taken. */
  failure: Failure | null;
}

export interface Bulk {
  /** Null: nothing was asked. */
  progress: { total: number; results: readonly BulkResult[]; isOver: boolean } | null;
  give: (command: BulkCommand, projects: readonly ProjectView[]) => Promise<void>;
  /** Those that were not asked yet are left alone. */
  cancel: () => void;
  forget: () => void;
}

/** One command to many projects, one after the other, so that it can be ended in between; each answer is kept. */
export function useBulk(): Bulk {
  const { api } = useServices();
  const [progress, setProgress] = useState<Bulk['progress']>(null);
  const canceled = useRef(false);
  const ask = (command: BulkCommand, projectId: string) =>
    command === 'automate' ? api.automate(projectId) : api.control(projectId, command);
  const give = async (command: BulkCommand, projects: readonly ProjectView[]) => {
    canceled.current = false;
    const results: BulkResult[] = [];
    const tell = (isOver: boolean) => setProgress({ total: projects.length, results: [...results], isOver });
    tell(false);
    for (const { name, projectId } of projects) {
      if (canceled.current) break;
      try {
        await ask(command, projectId);
        results.push({ projectId, name, failure: null });
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        results.push({ projectId, name, failure: error.failure });
      }
      tell(false);
    }
    tell(true);
  };
  return {
    progress,
    give,
    cancel: () => {
      canceled.current = true;
    },
    forget: () => setProgress(null),
  };
}
