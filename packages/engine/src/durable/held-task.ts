import type { ExecutionRow, Project, TaskRow } from '../store/index.ts';
import type { AfterTick } from './advance.ts';

/** A task in the hands of one workflow. */
export interface HeldTask {
  execution: ExecutionRow;
  project: Project;
  task: TaskRow;
  claim: string;
}

/** What a round came to in the rows: it goes on with these, or has ended, and then the tick after it is started. */
export type Written = { task: TaskRow; after?: undefined } | { task: TaskRow; after: AfterTick };
