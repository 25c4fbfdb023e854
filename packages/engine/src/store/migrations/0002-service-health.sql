-- How what the work waits for stands, as each worker sees it: model hosts, providers, sandbox engines. A row for what is or was in trouble;
-- it goes with its worker, because nobody else looks.
create table engine.service (
  worker_id text not null references engine.worker (id) on delete cascade,
  name text not null,
  state text not null check (state in ('up', 'degraded', 'down')),
  since timestamptz not null,
  why text,
  -- What happens next, in words.
  next text,
  primary key (worker_id, name)
);
