-- What follows a failure: waiting, breakers, questions to people, investigations.

alter table engine.task
  -- Which workflow of the task may work on it.
  add column if not exists run integer not null default 1,
  -- Tries in this attempt that failed without being the work's fault; until when it waits, and for what.
  add column waits integer not null default 0,
  add column wait_until timestamptz,
  add column wait_reason jsonb,
  drop constraint task_outcome_check,
  -- solving: its error is investigated by a task of its own. answered: a person or an investigation decided, and it goes on when it is its turn.
  add constraint task_outcome_check
    check (outcome in ('landed', 'review', 'failed', 'canceled', 'superseded', 'solving', 'answered', 'skipped', 'interrupted', 'taken'));

-- One for each thing that tasks share: a model, a kind of sandbox, a project. Locked after project and task, in the order of their names.
create table engine.breaker (
  lane text primary key,
  -- decisions/failure-classes/circuit-breaker.ts
  state jsonb not null,
  changed_at timestamptz not null default now()
);

-- A question that only a person answers.
create table engine.review (
  id text primary key,
  project_id text not null references engine.project (id) on delete cascade,
  customer_id text not null,
  execution_id text not null references engine.execution (id) on delete cascade,
  task_key text not null,
  task_id text,
  task_title text not null,
  why jsonb not null,
  -- What we saw ourselves, apart from what an agent says.
  facts jsonb not null,
  claims jsonb not null,
  choices text[] not null,
  -- The work of the last attempt, kept in the mirror: base, commit, branch, and the checks that failed with it. Null if there is none.
  work jsonb,
  opened_at timestamptz not null default now(),
  deadline timestamptz not null,
  escalations integer not null default 0,
  answer jsonb,
  -- Without an answer it is withdrawn as soon as its execution has ended.
  answered_at timestamptz
);
create index review_open on engine.review (customer_id, deadline) where answered_at is null;
create index review_by_execution on engine.review (execution_id, task_key);

-- An investigation of one error by one attempt of its task.
create table engine.resolution (
  id text primary key,
  project_id text not null references engine.project (id) on delete cascade,
  execution_id text not null references engine.execution (id) on delete cascade,
  -- The task that failed, and the one in the list that investigates it.
  task_key text not null,
  task_title text not null,
  resolver_key text not null,
  signature text not null,
  -- 1 to 3, of this error, whichever task it came back in.
  number integer not null,
  status text not null check (status in ('investigating', 'resolved', 'unresolved')),
  failure jsonb not null,
  symptoms jsonb not null default '[]',
  hypotheses jsonb not null default '[]',
  cause text,
  fix jsonb,
  conclusion text,
  -- Timestamped output of the experiments: the only evidence that counts. [{ at, experiment, stream, text, hash }]
  log jsonb not null default '[]',
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create index resolution_by_error on engine.resolution (project_id, signature, started_at);
create index resolution_by_execution on engine.resolution (execution_id, resolver_key);
