import { type Pool, escapeLiteral } from 'pg';
import { type Queryable, transact } from '../queryable.ts';

/** What a reader sees: everything, or these customers with all their projects, and these projects. */
export interface Sight {
  readonly everything: boolean;
  readonly customers: readonly string[];
  readonly projects: readonly string[];
}

const role = 'devteam_tenant';

/**
 * Puts row-level security behind every table that names a project, an execution, a node, a customer or an injection, limits of slots and holds, also behind those that came with later migrations:
 * the role of tenants may read exactly these tables, and in them only what `inSight` says. The engine, which owns the tables, is not
 * touched by it. Where this database's user may not make roles, nothing changes and `canRestrict` says no.
 */
export async function secureTenancy(db: Queryable): Promise<void> {
  await db.query(`do $$
    declare
      place record;
      owners constant text[] := array['project_id', 'execution_id', 'node_id', 'customer_id', 'injection_id'];
    begin
      begin
        if not exists (select 1 from pg_roles where rolname = '${role}') then
          create role ${role} nologin;
          grant ${role} to current_user;
        end if;
      exception
        -- Another database of the same server was just as far.
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then return;
      end;
      -- An earlier policy of budgets hid those of customers, which name no project.
      if exists (select 1 from pg_policy where polrelid = to_regclass('engine.budget') and polname = 'tenant'
                    and pg_get_expr(polqual, polrelid) not like '%customer_id%') then
        drop policy tenant on engine.budget;
      end if;
      for place in
        select c.oid::regclass as name, c.relname,
               (select a.attname from pg_attribute a
                 where a.attrelid = c.oid and not a.attisdropped and a.attname = any(owners)
                 order by array_position(owners, a.attname::text) limit 1) as owner
          from pg_class c
         where c.relnamespace = 'engine'::regnamespace and c.relkind in ('r', 'p')
           and not exists (select 1 from pg_policy where polrelid = c.oid and polname = 'tenant')
      loop
        continue when place.owner is null and place.relname not in ('customer', 'slot_limit', 'hold');
        execute 'grant usage on schema engine, access to ${role}';
        execute format('grant select on %s to ${role}', place.name);
        execute format('alter table %s enable row level security', place.name);
        execute format('create policy tenant on %s for select to ${role} using (%s)', place.name,
          case when place.relname = 'project' then 'access.in_sight(customer_id, id)'
               when place.relname = 'customer' then
                 'exists (select 1 from engine.project p where p.customer_id = customer.id) or access.in_sight(id, null)'
               when place.relname = 'slot_limit' then
                 '(kind = ''project'' and id in (select o.id from engine.project o)) or (kind = ''customer'' and id in (select o.id from engine.customer o))'
               when place.relname = 'budget' then
                 'project_id in (select o.id from engine.project o) or (project_id is null and customer_id in (select o.id from engine.customer o))'
               when place.relname = 'hold' then
                 '(scope = ''customer'' and scope_id in (select o.id from engine.customer o))
                  or (scope in (''project'', ''task'') and split_part(scope_id, '' '', 1) in (select o.id from engine.project o))'
               when place.owner = 'customer_id' then 'customer_id in (select o.id from engine.customer o)'
               else format('%I in (select o.id from engine.%I o)', place.owner, replace(place.owner, '_id', '')) end);
      end loop;
    end $$;`);
}

/** Whether this database's user can act as a tenant, so that row-level security stands behind what routes filter. */
export async function canRestrict(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ may: boolean }>(
    `select coalesce((select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = '${role}'), false) as may`,
  );
  return rows[0]?.may === true;
}

const list = (values: readonly string[]): string => {
  const quoted = values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  return escapeLiteral(`{${quoted.join(',')}}`);
};

/** Reads as a tenant: whatever the query asks, only rows in sight are there. */
export function inSight<T>(pool: Pool, sight: Sight, body: (db: Queryable) => Promise<T>): Promise<T> {
  const settings = [
    `set_config('devteam.everything', '${sight.everything ? 'yes' : ''}', true)`,
    `set_config('devteam.customers', ${list(sight.customers)}, true)`,
    `set_config('devteam.projects', ${list(sight.projects)}, true)`,
  ];
  return transact(pool, `begin read only; set local role ${role}; select ${settings.join(', ')}`, body);
}
