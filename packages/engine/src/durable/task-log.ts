import { type Queryable, type TaskRow, announceLog } from '../store/index.ts';

/** One sentence of ours in the log of a task. */
export const say = (db: Queryable, task: TaskRow, text: string, level: 'info' | 'warn'): Promise<void> =>
  announceLog(db, task.projectId, {
    executionId: task.executionId,
    taskKey: task.key,
    attempt: task.attempt,
    node: null,
    level,
    stream: 'engine',
    lines: [text],
  });
