import type { Pool } from 'pg';
import { forgetBaselines, forgetOldEvidence } from '../store/index.ts';
import type { Runtime } from './dbos-runtime.ts';
import type { LogLevel } from './engine.ts';

const everyMs = 60 * 60 * 1000;
const firstMs = 60_000;
/** Checkpoints of what ended are of no more use; the rows in `engine` stay. */
const keepCheckpointsMs = 7 * 24 * 60 * 60 * 1000;
/** Nobody scrolls back to these; the last lines of a project always stay. */
const keepEventsDays = 90;
/** What checks printed; the receipts themselves stay. */
const keepLogsDays = 90;
const keepBaselinesDays = 30;

export interface Retention {
  stop(): void;
}

/** Forgets checkpoints and events that are past their time, some at a time, so that no sweep holds the database up. */
export function startRetention(options: {
  pool: Pool;
  runtime: Runtime;
  log: (level: LogLevel, message: string) => void;
  /** Packs the local copies of projects that rest. */
  maintainMirrors: () => Promise<void>;
}): Retention {
  const { log, pool, runtime } = options;
  let timer: NodeJS.Timeout;
  const turn = async () => {
    const forgotten = await runtime.forgetEnded(new Date(Date.now() - keepCheckpointsMs));
    const { rowCount } = await pool.query(
      `delete from engine.event e using (
         select ev.project_id, ev.seq from engine.event ev join engine.project p on p.id = ev.project_id
          where ev.ts < now() - make_interval(days => $1) and ev.seq < p.event_seq - 1000 order by ev.ts limit 5000) old
        where e.project_id = old.project_id and e.seq = old.seq`,
      [keepEventsDays],
    );
    const evidence = (await forgetOldEvidence(pool, keepLogsDays)) + (await forgetBaselines(pool, keepBaselinesDays));
    await options.maintainMirrors();
    if (forgotten > 0 || (rowCount ?? 0) > 0 || evidence > 0)
      log('info', `forgot ${forgotten} checkpoints, ${rowCount ?? 0} events and ${evidence} logs and baselines that were past their time`);
  };
  const plan = (delayMs: number) => {
    timer = setTimeout(() => {
      turn()
        .catch((error: unknown) =>
          log('warn', `Retention failed and is tried again: ${error instanceof Error ? error.message : String(error)}`),
        )
        .finally(() => plan(everyMs));
    }, delayMs);
    timer.unref();
  };
  plan(firstMs);
  return { stop: () => clearTimeout(timer) };
}
