import { Readable } from 'node:stream';
import { CodedError, type LogLine, type Routes, allows } from '@devteam/api';
import {
  type LogFilter,
  findProjectDetail,
  listCustomers,
  readEvents,
  readEventsBefore,
  readLogLines,
  readPositions,
  readProjectViews,
} from '@devteam/engine/store';
import { askedByOf, sightOf } from '../auth/caller.ts';
import { cursorOf, isNumbers, isText, readCursor } from '../http/cursor.ts';
import { inTime } from '../http/in-time.ts';
import type { ServerEngine } from '../server-engine.ts';
import { control, recordControl } from './control.ts';
import type { Call, Handlers } from './handler.ts';

type ProjectRoutes = Pick<
  Routes,
  | 'listCustomers'
  | 'listProjects'
  | 'findProject'
  | 'listEvents'
  | 'listLogLines'
  | 'downloadLog'
  | 'controlProject'
  | 'setStopPoints'
  | 'automateProject'
  | 'stopProject'
>;

export const noSuchProject = (projectId: string) => new CodedError('project_not_found', { place: projectId });

const pageLines = 1000;
const beforeAll = { seq: 0, index: -1 };
const afterAll = { seq: Number.MAX_SAFE_INTEGER, index: 0 };

export const projectHandlers = (engine: ServerEngine): Handlers<ProjectRoutes> => ({
  listCustomers: async ({ query }, { caller, read }) => {
    const [after] = readCursor(query.cursor, isText) ?? [null];
    const visible = sightOf(caller);
    const customers = await read((db) => listCustomers(db, { after, limit: query.limit + 1, sight: visible }));
    const items = customers.slice(0, query.limit);
    const last = items.at(-1);
    return { items, next: customers.length > items.length && last ? cursorOf([last.customerId]) : null };
  },
  listProjects: async ({ query }, { caller, read }) => {
    const views = await read((db) => readProjectViews(db, engine.label));
    const projects = views
      .filter((view) => allows(caller, 'project.read', view))
      .filter(({ customerId }) => query.customerId === undefined || customerId === query.customerId);
    return { projects, serverTime: new Date().toISOString() };
  },
  findProject: async ({ params }, { read }) => {
    const detail = await read((db) => findProjectDetail(db, engine.label, params.projectId));
    if (!detail) throw noSuchProject(params.projectId);
    return detail;
  },
  listEvents: async ({ params: { projectId }, query }, { read }) => {
    const { after = 0, before, limit, type } = query;
    const found = await read((db) =>
      before === undefined ? readEvents(db, projectId, { after, limit, type }) : readEventsBefore(db, projectId, { before, limit, type }),
    );
    if (found.length === 0 && !(await read((db) => readPositions(db, [projectId]))).has(projectId)) throw noSuchProject(projectId);
    const edge = before === undefined ? found.at(-1) : found[0];
    const hasMore = found.length === limit && !(before !== undefined && edge?.seq === 1);
    return { events: found, next: hasMore ? (edge?.seq ?? null) : null };
  },
  listLogLines: async ({ params, query }, { read }) => {
    const { cursor, limit, ...filter } = query;
    const place = readCursor(cursor, isNumbers);
    const before = place ? { seq: place[0], index: place[1] } : afterAll;
    const lines = await read((db) => readLogLines(db, params.projectId, { filter, limit: limit + 1, before }));
    const items = lines.slice(-limit);
    const [first] = items;
    return { items, next: lines.length > items.length && first ? cursorOf([first.seq, first.index]) : null };
  },
  downloadLog: async ({ params, query: { inline, ...filter } }, call) => {
    call.reply.header(
      'content-disposition',
      `${inline === 'yes' ? 'inline' : 'attachment'}; filename="${params.projectId.replaceAll(/[^\w.-]+/g, '-')}.log"`,
    );
    return Readable.from(allLines(params.projectId, filter, call)) as unknown as string;
  },
  controlProject: ({ body, params }, call) => control(engine, { ...params, command: body.command, taskKey: body.taskKey }, call),
  setStopPoints: ({ body, params: { projectId } }, call) =>
    recordControl(projectId, call, () => engine.setStopPoints(projectId, { stopPoints: body.stopPoints, by: call.caller.name })),
  automateProject: ({ body: { stopAfter, stopPoints }, params }, { caller }) =>
    inTime(engine.automate(params.projectId, { stopAfter, stopPoints, askedBy: askedByOf(caller) })),
  stopProject: async ({ params }) => {
    await inTime(engine.stop(params.projectId));
    return {};
  },
});

/** Oldest first, a page at a time: however long the log is, no more of it is in memory. */
async function* allLines(projectId: string, filter: LogFilter, { read }: Call): AsyncGenerator<string> {
  let after = beforeAll;
  for (;;) {
    const place = after;
    const lines = await read((db) => readLogLines(db, projectId, { filter, limit: pageLines, after: place }));
    if (lines.length > 0) yield lines.map(textOf).join('');
    const last = lines.at(-1);
    if (!last || lines.length < pageLines) return;
    after = last;
  }
}

const textOf = ({ level, taskKey, text, ts }: LogLine): string =>
  `${ts} ${taskKey ?? '-'} ${level === 'info' ? '' : `${level}: `}${text}\n`;
