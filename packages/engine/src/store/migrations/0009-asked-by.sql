-- Who asked for the execution, as {kind, name}; null for those that began before this was written down.
alter table engine.execution add column asked_by jsonb;
