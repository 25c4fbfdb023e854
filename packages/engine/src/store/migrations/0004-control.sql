-- What people ask of executions and tasks, and what came of it.

-- The details of `desired`: of a pause when, of a stop what becomes of the work; who asked, and when.
alter table engine.execution
  add column pause_when text check (pause_when in ('after_node', 'now')),
  add column stop_work text check (stop_work in ('keep', 'discard')),
  add column desired_by text,
  add column desired_at timestamptz,
  -- Where people want it to halt, whenever they said so; the list's own stop points stand in the list.
  add column stops jsonb not null default '[]';
update engine.execution set
  stops = coalesce((select jsonb_agg(jsonb_build_object('when', 'after', 'target', target)) from unnest(stop_after) target), '[]'),
  passed_stops = coalesce((select jsonb_agg(jsonb_build_object('stop', stop, 'key', null)) from jsonb_array_elements(passed_stops) stop), '[]');
alter table engine.execution drop column stop_after;

-- `run`: which workflow of the task may work on it; a new number leaves whoever still works under an older one without effect.
alter table engine.task add column if not exists run integer not null default 1;
update engine.task set run = selections;

-- `starts`: how often the node was handed out; one that a pause gave back is handed out again.
alter table engine.node
  add column selection integer not null default 1,
  add column starts integer not null default 1;

-- Selections of a task that were cut off from outside. They count neither as attempts nor as changes of the list.
create table engine.interruption (
  execution_id text not null,
  key text not null,
  selection integer not null,
  why text not null,
  -- keep: what it has done stays on the task's branch in the mirror.
  work text not null check (work in ('keep', 'discard')),
  at timestamptz not null default now(),
  primary key (execution_id, key, selection),
  foreign key (execution_id, key) references engine.task (execution_id, key) on delete cascade
);

-- What people said of a task of the list; it holds at once, before the file says so, and across executions.
create table engine.task_mark (
  project_id text not null references engine.project (id) on delete cascade,
  key text not null,
  title text not null,
  mark text not null check (mark in ('skipped', 'taken_over', 'given_back')),
  by text not null,
  -- What the file has to say of it; null once it says so.
  list_status text,
  -- Names the change of the file, which is made once.
  edit text not null,
  since timestamptz not null default now(),
  primary key (project_id, key)
);

-- A person's own time on a task; while it runs the engine leaves the task alone.
create table engine.timer (
  id bigint generated always as identity primary key,
  project_id text not null references engine.project (id) on delete cascade,
  key text not null,
  title text not null,
  person text not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index timer_of_person on engine.timer (person) where ended_at is null;
create unique index timer_of_task on engine.timer (project_id, key) where ended_at is null;
