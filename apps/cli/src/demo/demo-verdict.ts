import type { ProjectDetail } from '@devteam/api';
import type { Example } from '../../../../examples/examples.ts';

type Expectation = Pick<Example, 'expected'>;

/** In what a project came out other than its example says, in words; empty if as expected. */
export function differences(example: Expectation, detail: Pick<ProjectDetail, 'execution' | 'totals' | 'tasks'>): string[] {
  const { expected } = example;
  const status = detail.execution?.status ?? 'idle';
  const carriedOut = detail.tasks.filter((task) => task.executable);
  const idsOf = (tasks: typeof carriedOut): string[] => tasks.map((task) => task.id ?? task.key);
  const completed = new Set(idsOf(carriedOut.filter((task) => task.status === 'completed')));
  const asked = new Set(idsOf(carriedOut.filter((task) => task.phase === 'HUMAN_REVIEW')));
  const found: string[] = [];
  if (status !== expected.status) {
    const reason = detail.execution?.reason;
    found.push(`is ${status}${reason ? ` (${reason.what}: ${reason.why})` : ''}, expected ${expected.status}`);
  }
  const missing = expected.completed.filter((id) => !completed.has(id));
  const unexpected = [...completed].filter((id) => !expected.completed.includes(id));
  if (missing.length > 0) found.push(`not done: ${missing.join(', ')}`);
  if (unexpected.length > 0) found.push(`done, but not expected to be: ${unexpected.join(', ')}`);
  const unasked = expected.review.filter((id) => !asked.has(id));
  if (unasked.length > 0) found.push(`no person is asked about ${unasked.join(', ')}`);
  if (detail.totals.total !== expected.totalTasks) found.push(`has ${detail.totals.total} tasks, expected ${expected.totalTasks}`);
  return found;
}
