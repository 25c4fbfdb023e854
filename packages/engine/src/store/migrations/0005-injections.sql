-- Tasks that people put into a list while it is worked through, and what became of each.

create table engine.injection (
  id text primary key,
  project_id text not null references engine.project (id) on delete cascade,
  -- Of the requester. The same key with the same content is the same injection.
  key text not null,
  content text not null,
  mode text not null check (mode in ('priority', 'replace', 'positional')),
  -- As it was asked for: the decision is made again when its turn comes.
  request jsonb not null,
  -- For people: `after:1.2`, or the task to replace.
  place text,
  status text not null check (status in ('approval', 'pending', 'processing', 'done', 'refused', 'canceled', 'rolled_back')),
  claim text,
  task_key text,
  interrupted jsonb,
  replaced text,
  old_order jsonb not null default '[]',
  new_order jsonb not null default '[]',
  commit text,
  failure jsonb,
  settled_by text,
  requested_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (project_id, key)
);
create index injection_open on engine.injection (project_id) where ended_at is null;
create index injection_by_project on engine.injection (project_id, requested_at desc);

-- The journal of one injection: the steps of its workflow. What has ended here is not done again after a crash.
create table engine.injection_step (
  injection_id text not null references engine.injection (id) on delete cascade,
  name text not null,
  attempt integer not null,
  status text not null,
  -- JSON as text, as in engine.node.
  output text,
  cause text,
  retryable boolean,
  cancel_requested boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (injection_id, name, attempt)
);
