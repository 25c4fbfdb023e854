-- What people asked, and whom else it is told.
--
-- audit                  every request that changes something: who, when, what, where, and how it was answered
-- notice_settings  what a person wants to be told
-- webhook                an address that is told what happens at a customer or in a project
-- webhook_position       up to which event of a project a webhook was looked through
-- webhook_delivery       one thing that one webhook is told, until it has arrived or is given up
--
-- A customer or a project that goes leaves its audit: its ids refer to nothing.

create table access.audit (
  id bigint generated always as identity primary key,
  -- Of the request: one that is written twice because an answer of the database was lost is one.
  request_id text not null unique,
  at timestamptz not null default now(),
  user_id text not null,
  person text not null,
  via text not null,
  action text not null,
  kind text not null,
  customer_id text,
  project_id text,
  -- What it is about within the project: a task, an injection, a review, a person.
  subject text,
  -- What was asked, without secrets.
  request jsonb not null,
  -- Of an edit: what it was. What it became stands in `answer`.
  before jsonb,
  answer jsonb,
  -- `done`, or the code of the refusal; null: the process died before it was known.
  outcome text
);
create index audit_by_project on access.audit (project_id, id desc);
create index audit_by_customer on access.audit (customer_id, id desc);

create table access.notice_settings (
  user_id text primary key references access.user (id) on delete cascade,
  settings jsonb not null
);

create table access.webhook (
  id text primary key,
  -- Neither: everything that happens here. Only a customer: all its projects, also those that come later.
  customer_id text references engine.customer (id) on delete cascade,
  project_id text references engine.project (id) on delete cascade,
  name text not null,
  url text not null,
  kinds text[] not null,
  format text not null check (format in ('devteam', 'slack')),
  -- Both sides have to know it, so it cannot be a hash.
  secret text not null,
  made_by text not null,
  created_at timestamptz not null default now(),
  -- Tries in a row that failed.
  failures integer not null default 0,
  disabled_at timestamptz,
  disabled_why text
);

create table access.webhook_position (
  webhook_id text not null references access.webhook (id) on delete cascade,
  project_id text not null references engine.project (id) on delete cascade,
  seq bigint not null,
  primary key (webhook_id, project_id)
);

create table access.webhook_delivery (
  id bigint generated always as identity primary key,
  webhook_id text not null references access.webhook (id) on delete cascade,
  project_id text not null references engine.project (id) on delete cascade,
  seq bigint not null,
  kind text not null,
  status text not null default 'waiting' check (status in ('waiting', 'delivered', 'given_up')),
  tries integer not null default 0,
  next_at timestamptz not null default now(),
  -- Whoever sends it now; past this time somebody else may.
  claimed_until timestamptz,
  answered integer,
  why text,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (webhook_id, project_id, seq, kind)
);
create index webhook_delivery_due on access.webhook_delivery (next_at) where status = 'waiting';
create index webhook_delivery_listed on access.webhook_delivery (webhook_id, id desc);
