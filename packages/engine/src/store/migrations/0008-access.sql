-- Who comes in, and what they may do where. Nothing here holds a secret: only hashes of what people and programs show.
--
-- user        a person; `local` is whoever holds the token of this machine
-- grant       a role of theirs: everywhere, at one customer or in one project
-- session     a browser that is signed in; its id changes now and then, the former one stays good for a minute
-- token       a program that acts for a person, with no more rights than these
-- ticket      one live connection: once, within 60 s, for one origin
-- invitation  a link that makes somebody a member, once
-- answer      what a request with an Idempotency-Key was answered, for 24 hours
--
-- Every other table of a customer's project is shown to tenants through row-level security (store/access/tenancy.ts).

create schema access;

create table access.user (
  id text primary key,
  email text unique,
  name text not null,
  source text not null check (source in ('local', 'password', 'host')),
  password_hash text,
  disabled boolean not null default false,
  created_at timestamptz not null default now()
);

create table access.grant (
  user_id text not null references access.user (id) on delete cascade,
  role text not null,
  customer_id text references engine.customer (id) on delete cascade,
  project_id text references engine.project (id) on delete cascade
);
create index grant_by_user on access.grant (user_id);

create table access.session (
  id text primary key,
  hash bytea not null unique,
  former_hash bytea unique,
  user_id text not null references access.user (id) on delete cascade,
  -- Of the local owner: the token that it was opened with, hashed; another token ends it.
  opened_with bytea,
  agent text not null default '',
  created_at timestamptz not null default now(),
  rotated_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_by_user on access.session (user_id);

create table access.token (
  id text primary key,
  hash bytea not null unique,
  user_id text not null references access.user (id) on delete cascade,
  name text not null,
  permissions text[] not null,
  customer_id text references engine.customer (id) on delete cascade,
  project_id text references engine.project (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked boolean not null default false
);
create index token_by_user on access.token (user_id);

create table access.ticket (
  hash bytea primary key,
  user_id text not null references access.user (id) on delete cascade,
  token_id text references access.token (id) on delete cascade,
  session_id text references access.session (id) on delete cascade,
  project_id text references engine.project (id) on delete cascade,
  origin text,
  expires_at timestamptz not null
);

create table access.invitation (
  hash bytea primary key,
  email text,
  grants jsonb not null,
  invited_by text references access.user (id) on delete cascade,
  expires_at timestamptz not null
);

create table access.answer (
  caller text not null,
  key text not null,
  request bytea not null,
  -- Null while it is being answered.
  status integer,
  body text,
  at timestamptz not null default now(),
  primary key (caller, key)
);
create index answer_by_age on access.answer (at);

insert into access.user (id, name, source) values ('local', 'Local owner', 'local');
insert into access.grant (user_id, role) values ('local', 'owner');

-- Settings of the transaction say what its reader may see; without them nothing.
create function access.in_sight(customer text, project text) returns boolean language sql stable as $$
  select coalesce(current_setting('devteam.everything', true), '') = 'yes'
      or customer = any(coalesce(nullif(current_setting('devteam.customers', true), ''), '{}')::text[])
      or project = any(coalesce(nullif(current_setting('devteam.projects', true), ''), '{}')::text[])
$$;
