-- What an investigation landed had its receipt, and nothing said that it landed.
update engine.receipt r set landed_at = t.ended_at
  from engine.task t
 where r.landed_at is null and t.project_id = r.project_id and t.commit = r.commit and t.outcome = 'landed' and t.ended_at is not null;
