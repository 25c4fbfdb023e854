import type { ProjectProgress } from '../follow/project-progress.ts';
import { jsonLine } from './json-line.ts';

/** The last line of `--json`. */
export function summaryLine(projects: readonly ProjectProgress[]): string {
  return jsonLine({
    type: 'summary',
    projects: projects.map(({ commits, customerId, projectId, reason, status, totals }) => ({
      projectId,
      customerId,
      status,
      completed: totals.completed,
      total: totals.total,
      commits,
      reason,
    })),
  });
}
