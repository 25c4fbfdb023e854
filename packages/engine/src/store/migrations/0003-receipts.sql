-- What the checks said of a tree, test by test: with what fails on the work of the next task is compared. What landed is the base of what
-- comes next, so most are there already.
create table engine.baseline (
  project_id text not null references engine.project (id) on delete cascade,
  -- Hash of the tree, the checks and the sandbox that they ran in.
  key text not null,
  tree text not null,
  -- JSON, gzipped: reports may name a hundred thousand tests.
  runs bytea not null,
  used_at timestamptz not null default now(),
  primary key (project_id, key)
);

-- All that a check printed, by its hash, so that what a receipt names can be looked at.
create table engine.check_log (
  project_id text not null references engine.project (id) on delete cascade,
  hash text not null,
  content bytea not null,
  created_at timestamptz not null default now(),
  primary key (project_id, hash)
);

-- Why work counts as done. Written when it was verified; it counts from the moment its commit landed.
create table engine.receipt (
  project_id text not null references engine.project (id) on delete cascade,
  hash text not null,
  execution_id text not null,
  task_key text not null,
  commit text not null,
  -- Exactly the text that was hashed.
  content text not null,
  created_at timestamptz not null default now(),
  landed_at timestamptz,
  primary key (project_id, hash)
);
create index receipt_by_commit on engine.receipt (project_id, commit);
create index receipt_landed on engine.receipt (project_id, landed_at) where landed_at is not null;
