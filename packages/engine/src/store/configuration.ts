import type { CustomerChange, CustomerConfiguration, ProjectChange, ProjectConfiguration } from '@devteam/api';
import type { Pool } from 'pg';
import { jsonText } from './json-text.ts';
import type { ProjectSettings } from './projects.ts';
import { type Queryable, inProject, inTransaction } from './queryable.ts';
import { saveSlotLimit } from './slot-limits.ts';

interface ConfiguredRow {
  projectId: string;
  customerId: string;
  repositoryUrl: string;
  name: string;
  branch: string | null;
  taskListPath: string | null;
  executor: string;
  sandbox: string;
  settings: ProjectSettings;
  priority: number;
  slots: number | null;
}

async function findRow(db: Queryable, projectId: string): Promise<ConfiguredRow | undefined> {
  const { rows } = await db.query<ConfiguredRow>(
    `select p.id as "projectId", p.customer_id as "customerId", p.repository_url as "repositoryUrl", p.name, p.branch,
            p.task_list_path as "taskListPath", p.executor, p.sandbox, p.settings, p.priority, l.slots
       from engine.project p left join engine.slot_limit l on l.kind = 'project' and l.id = p.id
      where p.id = $1`,
    [projectId],
  );
  return rows[0];
}

function configurationOf({ settings, ...row }: ConfiguredRow): ProjectConfiguration {
  return {
    projectId: row.projectId,
    customerId: row.customerId,
    repositoryUrl: row.repositoryUrl,
    name: row.name,
    branch: row.branch,
    taskListPath: row.taskListPath,
    executor: row.executor,
    sandbox: row.sandbox,
    model: settings.model ?? null,
    effort: settings.effort ?? null,
    checks: settings.checks ?? null,
    maxAttempts: settings.maxAttempts ?? null,
    priority: row.priority,
    slots: row.slots,
    push: settings.push ?? true,
    landing: settings.landing ?? 'merge',
    investigate: settings.investigate ?? true,
    goesOnDuringReviews: settings.goesOnDuringReviews ?? false,
    preExisting: settings.verdict?.preExisting ?? 'allow',
    injectionApproval: settings.injectionApproval ?? [],
    allow: settings.allow ?? [],
    registries: settings.registries ?? [],
  };
}

/** What is set to the usual is left out, so that a later «usual» holds for it too; what nobody sees here stays as it is. */
function settingsOf(before: ProjectSettings, wanted: ProjectConfiguration): ProjectSettings {
  const { allow, checks, effort, injectionApproval, maxAttempts, model, preExisting, registries } = wanted;
  const shown = {
    allow: allow.length > 0 ? allow : undefined,
    checks: checks ?? undefined,
    effort: effort ?? undefined,
    goesOnDuringReviews: wanted.goesOnDuringReviews ? true : undefined,
    injectionApproval: injectionApproval.length > 0 ? injectionApproval : undefined,
    investigate: wanted.investigate ? undefined : false,
    landing: wanted.landing === 'merge' ? undefined : wanted.landing,
    maxAttempts: maxAttempts ?? undefined,
    model: model ?? undefined,
    push: wanted.push ? undefined : false,
    registries: registries.length > 0 ? registries : undefined,
    verdict: preExisting === 'allow' ? { ...before.verdict, preExisting: undefined } : { ...before.verdict, preExisting },
  };
  // What is undefined is not written.
  return JSON.parse(JSON.stringify({ ...before, ...shown })) as ProjectSettings;
}

/** What is undefined was not named. */
const namedIn = <T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

export async function findConfiguration(db: Queryable, projectId: string): Promise<ProjectConfiguration | undefined> {
  const row = await findRow(db, projectId);
  return row && configurationOf(row);
}

/** Changes what is named. `require` sees what it is under the lock of the row, and throws if that is not what its caller read. */
export function changeConfiguration(
  pool: Pool,
  projectId: string,
  change: ProjectChange,
  require: (current: ProjectConfiguration) => void,
): Promise<ProjectConfiguration> {
  return inProject(pool, projectId, async (db) => {
    const row = await findRow(db, projectId);
    if (!row) throw new Error(`There is no project ${projectId}`);
    const before = configurationOf(row);
    require(before);
    const after: ProjectConfiguration = { ...before, ...namedIn(change) };
    await db.query(
      `update engine.project set name = $2, branch = $3, task_list_path = $4, executor = $5, sandbox = $6, settings = $7, priority = $8
        where id = $1`,
      [
        projectId,
        after.name,
        after.branch,
        after.taskListPath,
        after.executor,
        after.sandbox,
        jsonText(settingsOf(row.settings, after)),
        after.priority,
      ],
    );
    await saveSlotLimit(db, { kind: 'project', id: projectId }, after.slots);
    return after;
  });
}

export async function findCustomer(db: Queryable, customerId: string): Promise<CustomerConfiguration | undefined> {
  const { rows } = await db.query<CustomerConfiguration>(
    `select c.id as "customerId", c.name, l.slots
       from engine.customer c left join engine.slot_limit l on l.kind = 'customer' and l.id = c.id
      where c.id = $1`,
    [customerId],
  );
  return rows[0];
}

/** The same of a customer; undefined: there is none of this id. */
export function changeCustomer(
  pool: Pool,
  customerId: string,
  change: CustomerChange,
  require: (current: CustomerConfiguration) => void,
): Promise<CustomerConfiguration | undefined> {
  return inTransaction(pool, async (db) => {
    await db.query('select 1 from engine.customer where id = $1 for update', [customerId]);
    const before = await findCustomer(db, customerId);
    if (!before) return undefined;
    require(before);
    const after: CustomerConfiguration = { ...before, ...namedIn(change) };
    await db.query('update engine.customer set name = $2 where id = $1', [customerId, after.name]);
    await saveSlotLimit(db, { kind: 'customer', id: customerId }, after.slots);
    return after;
  });
}
