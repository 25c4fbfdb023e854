-- The queue of nodes that need a slot, what limits it, and what is counted of what they used.
--
-- slot_limit  how many slots somebody may have at once, where that is not the usual number
-- last_start  when a customer last started something, in total and in each lane: whose turn it is
-- waiting     why a node that is ready does not run, as the last dispatch saw it

alter table engine.node
  -- It runs only where a dispatch admitted it: `admitted_by` is the worker that got it, and holds a slot until the node has ended.
  add column slotted boolean not null default false,
  add column lane text,
  add column ready_at timestamptz not null default now(),
  add column admitted_by text,
  -- Workers that died of it or with it.
  add column deaths integer not null default 0;
update engine.node set slotted = true where status in ('ready', 'running') and name in ('codeExecution', 'verify', 'verifyMerged');
create index node_queue on engine.node (id) where slotted and status in ('ready', 'running');

-- Among the projects of one customer; higher comes first.
alter table engine.project add column priority integer not null default 0;
alter table engine.customer drop column lanes;

create table engine.slot_limit (
  kind text not null check (kind in ('all', 'customer', 'project', 'lane')),
  id text not null,
  slots integer not null check (slots > 0),
  primary key (kind, id)
);

create table engine.last_start (
  customer_id text not null references engine.customer (id) on delete cascade,
  lane text not null,
  at double precision not null,
  primary key (customer_id, lane)
);

-- It names no project: a reference would make each dispatch wait for whoever has that project's row locked.
create table engine.waiting (
  node_id text primary key references engine.node (id) on delete cascade,
  reason text not null,
  -- In the queue that it stands in, from 1.
  position integer
);

-- What one run of a node used of models, as the gateway counted it, whatever became of the run; written while it runs, so that a crash
-- loses seconds of it.
create table engine.usage (
  claim text primary key,
  node_id text not null references engine.node (id) on delete cascade,
  model text not null,
  requests integer not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  -- Null if a price or a count is not known.
  cost_usd double precision,
  -- With estimates where a provider did not tell: what budgets are charged with.
  charged_tokens bigint not null,
  charged_usd double precision not null,
  updated_at timestamptz not null default now()
);
create index usage_by_node on engine.usage (node_id);
create index node_spent on engine.node (project_id, task_key) where slotted;

-- At most so much of each; null: no limit.
create table engine.budget (
  kind text not null check (kind in ('task', 'project', 'customer')),
  -- Of a task: `<project> <key>`.
  id text not null,
  customer_id text references engine.customer (id) on delete cascade,
  project_id text references engine.project (id) on delete cascade,
  task_key text,
  limits jsonb not null,
  -- Measures that were warned of, and those that are reached; forgotten when the limits change.
  warned text[] not null default '{}',
  reached text[] not null default '{}',
  set_by text not null,
  set_at timestamptz not null default now(),
  primary key (kind, id)
);

-- What keeps a task, a project, a lane or a customer from going on (decisions/failure-classes/hold.ts): today only reached budgets are written down here.
create table if not exists engine.hold (
  id bigint generated always as identity primary key,
  scope text not null check (scope in ('task', 'project', 'lane', 'customer')),
  -- Of a task: `<project> <key>`.
  scope_id text not null,
  by text not null,
  why text not null,
  reason jsonb,
  since timestamptz not null default now(),
  lifted_at timestamptz,
  lifted_by text,
  -- As what it was lifted: a person, a raised budget, …
  lifted_as text
);
create index if not exists hold_open on engine.hold (scope, scope_id) where lifted_at is null;
