-- The truth that people read. DBOS keeps its checkpoints in a schema of its own; nothing here refers to them.
--
-- customer   a tenant
-- project    one repository, one branch, one task list; owns the counter that numbers its events
-- task_list  the list as the branch had it when we last read it, bytes included: selection decides on these
-- execution  one autonomous run through the list; at most one active a project
-- task       what an execution knows of one entry: its phase, attempt, round, commit, failure
-- node       one vertex of one round's workflow; the journal that a crash is replayed from
-- event      what happened, numbered per project without gaps
-- worker     who is alive; liveness itself is an advisory lock (durable/liveness.ts)
--
-- Fencing: task and node carry `claim`, a fresh number for each taking. A write names the claim it acts under; a worker that was
-- declared dead while it was frozen finds another claim there, and its write changes nothing.
--
-- Lock order, everywhere: project, execution, task, node. Every transaction that changes a project locks its row first, so changes of
-- one project are serial and the sequence of its events has no gaps.

create table engine.customer (
  id text primary key,
  name text not null,
  -- Nodes of this customer that may hold a slot at once; each is a lane of the node queue.
  lanes integer not null default 5 check (lanes > 0),
  created_at timestamptz not null default now()
);

create table engine.project (
  id text primary key,
  customer_id text not null references engine.customer (id),
  name text not null,
  repository_url text not null,
  branch text,
  task_list_path text,
  executor text not null,
  sandbox text not null,
  settings jsonb not null default '{}',
  -- Place among the customer's projects: picks the lane.
  ordinal integer not null,
  event_seq bigint not null default 0,
  last_output_at timestamptz,
  created_at timestamptz not null default now()
);
create index project_by_customer on engine.project (customer_id);

create table engine.task_list (
  project_id text primary key references engine.project (id) on delete cascade,
  path text not null,
  dialect text not null,
  commit text not null,
  content bytea not null,
  -- What the API shows of each task, in document order.
  entries jsonb not null,
  diagnostics jsonb not null,
  completed integer not null,
  total integer not null,
  read_at timestamptz not null default now()
);

create table engine.execution (
  id text primary key,
  project_id text not null references engine.project (id) on delete cascade,
  status text not null,
  desired text not null default 'running',
  prepared boolean not null default false,
  branch text,
  stop_after text[] not null default '{}',
  -- Stop points behind us: where earlier executions of this project halted. `halted_at` is where this one did.
  passed_stops jsonb not null default '[]',
  halted_at jsonb,
  reason jsonb,
  commits integer not null default 0,
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  ended_at timestamptz
);
create index execution_by_project on engine.execution (project_id, started_at desc);
create unique index execution_active on engine.execution (project_id)
  where status in ('initializing', 'running', 'paused', 'waiting_for_human', 'stopping');

create table engine.task (
  execution_id text not null references engine.execution (id) on delete cascade,
  project_id text not null references engine.project (id) on delete cascade,
  key text not null,
  id text,
  title text not null,
  phase text not null,
  attempt integer not null,
  -- Landings tried in this attempt: 0 is the attempt itself, each further one follows a branch that moved.
  round integer not null default 0,
  max_attempts integer not null,
  node text,
  claim text,
  commit text,
  -- Why the last attempt failed: evidence for the next one, or for a person.
  failure jsonb,
  -- What the last attempt leaves for the next round: the next prompt's evidence, or the work that waits to land.
  carry jsonb,
  selections integer not null default 1,
  outcome text check (outcome in ('landed', 'review', 'failed', 'canceled', 'superseded')),
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (execution_id, key)
);
create index task_open on engine.task (project_id) where outcome is null;

create table engine.node (
  id text primary key,
  execution_id text not null references engine.execution (id) on delete cascade,
  project_id text not null references engine.project (id) on delete cascade,
  task_key text,
  name text not null,
  -- Attempt and round of the task, and attempt of the node within them.
  attempt integer not null,
  round integer not null,
  node_attempt integer not null,
  status text not null,
  -- JSON as text: what a node gave must come back as it was, and jsonb refuses some strings.
  input text not null,
  input_hash text not null,
  output text,
  -- For people, and as the interpreter compares it.
  failure jsonb,
  cause text,
  retryable boolean,
  cancel_requested boolean not null default false,
  worker_id text,
  claim text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
);
create index node_by_task on engine.node (execution_id, task_key, attempt, round);
create index node_running on engine.node (worker_id) where status = 'running';

create table engine.event (
  project_id text not null references engine.project (id) on delete cascade,
  seq bigint not null,
  ts timestamptz not null default now(),
  type text not null,
  payload jsonb not null,
  primary key (project_id, seq)
);
create index event_logs on engine.event (project_id, seq) where type = 'execution-log';

-- Where the numbers of a project's events ended, for a project of the same id that comes later.
create table engine.forgotten_project (
  id text primary key,
  event_seq bigint not null
);

create table engine.worker (
  id text primary key,
  host text not null,
  pid integer not null,
  slots integer not null,
  started_at timestamptz not null default now(),
  beat timestamptz not null default now()
);
