import { Client } from 'pg';

/** A step of an injection, before it is written down that it begins, or after its work and before that is written down. */
export interface HeldStep {
  /** Of the injection. */
  key: string;
  step: string;
  at: 'begin' | 'end';
}

export interface Holder {
  /** How many wait. */
  count(): Promise<number>;
  /** Those who wait die with what they were writing; for after their process was killed. */
  drop(): Promise<void>;
  /** All go on, and nobody is held any more. */
  release(): Promise<void>;
}

const lock = 7_316_099;
const waiting = `wait_event_type = 'Lock' and wait_event = 'advisory'`;

/** Makes the writing of these steps wait, so that a test can do something exactly there. */
export async function holdSteps(databaseUrl: string, steps: readonly HeldStep[]): Promise<Holder> {
  const session = new Client({ connectionString: databaseUrl });
  session.on('error', () => undefined);
  await session.connect();
  await session.query(`select pg_advisory_lock(${lock})`);
  await session.query(
    `create table if not exists engine.held_step (key text, step text, operation text);
     create or replace function engine.hold_step() returns trigger language plpgsql as $$ begin
       if exists (select 1 from engine.held_step h join engine.injection i on i.key = h.key
                   where i.id = new.injection_id and h.step = new.name and h.operation = tg_op)
       then perform pg_advisory_xact_lock_shared(${lock}); end if;
       return new; end $$;
     create or replace trigger hold_step before insert or update on engine.injection_step for each row execute function engine.hold_step()`,
  );
  for (const { at, key, step } of steps)
    await session.query('insert into engine.held_step values ($1, $2, $3)', [key, step, at === 'begin' ? 'INSERT' : 'UPDATE']);
  const release = async () => {
    await session.query('delete from engine.held_step');
    await session.end();
  };
  return {
    count: async () => {
      const { rows } = await session.query<{ count: number }>(`select count(*)::integer as count from pg_stat_activity where ${waiting}`);
      return rows[0]?.count ?? 0;
    },
    drop: async () => {
      await session.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${waiting}`);
      await release();
    },
    release,
  };
}
