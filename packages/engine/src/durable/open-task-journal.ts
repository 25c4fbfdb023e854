import type { Journal, Workflow } from '@devteam/workflow';
import type { Hands } from './hands.ts';
import type { HeldTask } from './held-task.ts';
import { lanesOfProject } from './lanes-of-project.ts';
import { openRowJournal } from './row-journal.ts';

/** The journal of the round that this task is in. */
export const openTaskJournal = (hands: Hands, workflow: Workflow, { claim, execution, project, task }: HeldTask): Journal =>
  openRowJournal(hands, workflow, {
    executionId: execution.id,
    projectId: task.projectId,
    task: { key: task.key, claim },
    selection: task.selections,
    attempt: task.attempt,
    round: task.round,
    waits: task.waits,
    lanes: lanesOfProject(project),
  });
