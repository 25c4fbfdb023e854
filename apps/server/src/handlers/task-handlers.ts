import { type Place, type Routes, allows } from '@devteam/api';
import { listPlaces, listReceipts, listTimers, receiptView, timerView } from '@devteam/engine/store';
import { inTime } from '../http/in-time.ts';
import type { ServerEngine } from '../server-engine.ts';
import type { Handlers } from './handler.ts';

type TaskRoutes = Pick<Routes, 'readChanges' | 'undoTask' | 'listReceipts' | 'listTimers' | 'startTimer' | 'stopTimer'>;

/** Of single tasks: what their work changes and what proves it, and who works on them. */
export const taskHandlers = (engine: ServerEngine): Handlers<TaskRoutes> => ({
  readChanges: ({ params: { projectId, taskKey } }) => inTime(engine.readChanges(projectId, taskKey)),
  undoTask: async ({ params: { projectId, taskKey } }, { caller }) => {
    const { commit, reopened } = await inTime(engine.undo(projectId, { task: taskKey, by: caller.name }));
    return { commit, reopened };
  },
  listReceipts: async ({ params: { projectId }, query: { taskKey } }, { read }) => {
    const rows = await read((db) => listReceipts(db, projectId));
    return {
      items: rows
        .filter((row) => taskKey === undefined || row.taskKey === taskKey)
        .map(receiptView)
        .toReversed(),
    };
  },
  listTimers: async ({ query: { projectId, running } }, { caller, read }) => {
    const rows = await read((db) => listTimers(db, { running: running === 'yes', ...(projectId === undefined ? {} : { projectId }) }));
    const now = new Date();
    const places = new Map((await read((db) => listPlaces(db))).map((place) => [place.projectId, place]));
    const isSeen = (place: Place | undefined) => place !== undefined && allows(caller, 'project.read', place);
    return { items: rows.filter((row) => isSeen(places.get(row.projectId))).map((row) => timerView(row, now)) };
  },
  startTimer: ({ body, params }, { caller }) => inTime(engine.startTimer(params.projectId, { task: body.taskKey, by: caller.name })),
  stopTimer: ({ params }, { caller }) => inTime(engine.stopTimer(params.projectId, { by: caller.name })),
});
