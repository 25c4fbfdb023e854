import { type Amounts, type BudgetScope, CodedError, type Failure, type Measure } from '@devteam/api';
import { checkBudgets } from '../decisions/budgets/budget.ts';
import {
  type BudgetRow,
  addHold,
  announceLog,
  appendEvents,
  budgetView,
  findProject,
  findTaskList,
  inProject,
  inTransaction,
  liftHolds,
  listProjects,
  noteBudget,
  nudgeWorkers,
  readBoundProjects,
  readBudgets,
  saveBudget,
} from '../store/index.ts';
import type { Command } from './hands.ts';
import { patiently } from './patiently.ts';

type Asking = Pick<Command, 'pool' | 'log'>;

/** Limits what a task, a project or a customer may use, from its first task on; without limits the budget is forgotten. */
export async function setBudget(command: Asking, scope: BudgetScope, limits: Amounts, by: string): Promise<void> {
  const { log, pool } = command;
  const owner = await patiently(() => findOwner(command, scope), log);
  await patiently(
    () =>
      inTransaction(pool, async (db) => {
        await saveBudget(db, { scope, ...owner, limits, by });
        await liftHolds(db, holdOf(scope), { by, as: 'budget_raised' });
      }),
    log,
  );
  await patiently(() => nudgeWorkers(pool), log);
  const row = (await patiently(() => readBudgets(pool), log)).find((each) => isOf(each, scope));
  if (row) await patiently(() => tell(command, row, `${by} set a budget`), log);
}

const isOf = (row: BudgetRow, { id, kind }: BudgetScope): boolean => row.scope.kind === kind && row.scope.id === id;

async function findOwner({ pool }: Asking, { id, kind }: BudgetScope) {
  if (kind === 'customer') {
    if (!(await listProjects(pool)).some(({ customerId }) => customerId === id)) throw new CodedError('customer_not_found', { place: id });
    return { customerId: id };
  }
  const [projectId = '', ...rest] = kind === 'task' ? id.split(' ') : [id];
  if (!(await findProject(pool, projectId))) throw new CodedError('project_not_found', { place: projectId });
  if (kind === 'project') return { projectId };
  const taskKey = rest.join(' ');
  const list = await findTaskList(pool, projectId);
  // Before the list was read the first time nobody knows its tasks.
  if (list && !list.entries.some(({ key }) => key === taskKey))
    throw new CodedError('task_unknown', {
      place: taskKey,
      why: `the list of ${projectId} has: ${list.entries.map(({ key }) => key).join(', ')}`,
    });
  return { projectId, taskKey };
}

/** Tells of limits that have come near or were reached since the last look. Nothing depends on it: what may start, each dispatch asks itself. */
export async function watchBudgets(command: Asking): Promise<void> {
  for (const row of await readBudgets(command.pool)) {
    const findings = checkBudgets([row]);
    const asked = (what: 'warn' | 'pause'): Measure[] => findings.filter((each) => each.what === what).map(({ measure }) => measure);
    const reached = asked('pause');
    const noted = { warned: [...new Set([...row.warned, ...asked('warn'), ...reached])].toSorted(), reached: reached.toSorted() };
    const isNew = findings.some(({ measure, what }) => what === 'warn' || !row.reached.includes(measure));
    const failure = findings.find((finding) => finding.failure)?.failure ?? null;
    if (!isNew || !(await note(command, row, noted, failure))) continue;
    const words = findings.map((finding) => finding.words).join('; ');
    await tell(command, row, reached.length > 0 ? `${words}: nothing more is started until it is raised` : words);
  }
}

const holdOf = ({ id, kind }: BudgetScope) => ({ scope: kind, id, by: 'budget' });

/** A reached limit is a hold that a raised one lifts. False: somebody else has just noted it. */
const note = (
  { pool }: Asking,
  { scope }: BudgetRow,
  noted: { warned: Measure[]; reached: Measure[] },
  failure: Failure | null,
): Promise<boolean> =>
  inTransaction(pool, async (db) => {
    if (!(await noteBudget(db, scope, noted))) return false;
    if (failure) await addHold(db, holdOf(scope), failure.why, failure);
    return true;
  });

async function tell({ pool }: Asking, row: BudgetRow, text: string): Promise<void> {
  for (const { executionId, projectId } of await readBoundProjects(pool, row.scope))
    await inProject(pool, projectId, async (db) => {
      await appendEvents(db, projectId, [{ type: 'budget-update', payload: { executionId, budget: budgetView(row) } }]);
      const line = { executionId, taskKey: null, attempt: 0, node: null, level: 'warn', stream: 'engine', lines: [text] } as const;
      await announceLog(db, projectId, { ...line, lines: [text] });
    });
}
