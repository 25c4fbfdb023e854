import { createHash } from 'node:crypto';
import type { Failure, ReviewView } from '@devteam/api';
import { choicesFor } from '../decisions/review/review.ts';
import {
  type KeptWork,
  type Project,
  type Queryable,
  type TaskRow,
  addReview,
  appendEvents,
  findReview,
  reviewView,
} from '../store/index.ts';
import type { Pace } from './pace.ts';
import type { RoundOutputs } from './round-result.ts';

export interface ReviewGround {
  why: Failure;
  work: KeptWork | null;
  facts: ReviewView['facts'];
  claims: ReviewView['claims'];
}

/** Checks that ran and what they said, and the change as Git has it. */
export function factsOf(outputs: RoundOutputs, work: KeptWork | null): ReviewView['facts'] {
  const { codeExecution, verify, verifyMerged } = outputs;
  const checks = (verifyMerged ?? verify)?.checks ?? [];
  return [
    ...checks.map(({ command, exitCode, name, result }) => ({
      what: `check ${name}: ${result}${exitCode === null ? '' : `, exit code ${exitCode}`}`,
      shownBy: command,
    })),
    ...(codeExecution ? [{ what: `changed ${codeExecution.changedFiles.join(', ')}`, shownBy: `commit ${codeExecution.work}` }] : []),
    ...(!codeExecution && work ? [{ what: 'the work is kept', shownBy: `commit ${work.commit}` }] : []),
  ];
}

export const claimsOf = ({ codeExecution }: RoundOutputs, { executor }: Project): ReviewView['claims'] =>
  codeExecution?.summary ? [{ who: executor, says: codeExecution.summary }] : [];

/** In the transaction that ends the task: the question and its event. The same attempt of a task asks once. */
export async function openReview(db: Queryable, project: Project, task: TaskRow, ground: ReviewGround, pace: Pace): Promise<void> {
  const id = createHash('sha256').update(`${task.executionId} ${task.key} ${task.attempt}.${task.round}`).digest('hex').slice(0, 12);
  if (await findReview(db, id)) return;
  const { claims, facts, why, work } = ground;
  await addReview(db, {
    id,
    projectId: task.projectId,
    customerId: project.customerId,
    executionId: task.executionId,
    taskKey: task.key,
    taskId: task.id,
    taskTitle: task.title,
    why,
    facts,
    claims,
    choices: choicesFor(why, { isKept: work !== null }),
    work,
    deadline: new Date(Date.now() + pace.reviews.patienceSeconds * 1000),
  });
  await announceReview(db, task.projectId, id);
}

export async function announceReview(db: Queryable, projectId: string, reviewId: string): Promise<void> {
  const row = await findReview(db, reviewId);
  if (row)
    await appendEvents(db, projectId, [{ type: 'review-update', payload: { executionId: row.executionId, review: reviewView(row) } }]);
}
