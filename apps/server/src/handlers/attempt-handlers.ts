import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { CodedError, type Routes } from '@devteam/api';
import {
  type NodePlace,
  type NodeRow,
  artifactNodes,
  artifactsOf,
  findNode,
  findWork,
  listNodes,
  nodeRecord,
  promptOf,
  readAttempts,
  readCheckLogs,
  readTranscript,
} from '@devteam/engine/store';
import { cursorOf, isTexts, readCursor } from '../http/cursor.ts';
import { inTime } from '../http/in-time.ts';
import type { ServerEngine } from '../server-engine.ts';
import type { Call, Handlers } from './handler.ts';

type AttemptRoutes = Pick<Routes, 'listAttempts' | 'listNodes' | 'listArtifacts' | 'downloadArtifact'>;

const unpack = promisify(gunzip);
const placeOf = (row: NodeRow): NodePlace => [row.createdAt.toISOString(), row.id];

/** One more than a page holds tells whether there is another. */
const pageOf = (rows: readonly NodeRow[], limit: number) => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, next: rows.length > shown.length && last ? cursorOf(placeOf(last)) : null };
};

/** What was tried, step by step, and what it left. */
export const attemptHandlers = (engine: ServerEngine): Handlers<AttemptRoutes> => ({
  listAttempts: async ({ params, query }, { read }) => ({
    items: await read((db) => readAttempts(db, { ...params, executionId: query.executionId ?? null })),
  }),
  listNodes: async ({ params, query }, { read }) => {
    const { cursor, limit, ...filter } = query;
    const after = readCursor(cursor, isTexts);
    const rows = await read((db) => listNodes(db, params.executionId, { ...filter, after, limit: limit + 1 }));
    const { next, shown } = pageOf(rows, limit);
    return { items: shown.map(nodeRecord), next };
  },
  listArtifacts: async ({ params, query }, { read }) => {
    const { cursor, limit, taskKey } = query;
    const wanted = { taskKey, names: artifactNodes, after: readCursor(cursor, isTexts), limit: limit + 1 };
    const { next, shown } = pageOf(await read((db) => listNodes(db, params.executionId, wanted)), limit);
    return { items: await read((db) => artifactsOf(db, shown)), next };
  },
  downloadArtifact: async ({ params: { artifactId, executionId } }, call) => {
    const [, kind = '', what = ''] = /^([a-z_]+):(.+)$/s.exec(artifactId) ?? [];
    const nodeId = kind === 'check_log' ? what.replace(/^\S+ /, '') : what;
    const node = await call.read((db) => findNode(db, nodeId));
    if (node?.executionId !== executionId) throw noSuchArtifact(artifactId);
    const name = `${node.taskKey ?? 'preparation'}-${node.attempt}-${kind}`.replaceAll(/[^\w.-]+/g, '-');
    call.reply.header('content-disposition', `attachment; filename="${name}.${kind === 'diff' ? 'diff' : 'txt'}"`);
    if (kind === 'transcript') return Readable.from(readTranscript(call.read, node)) as unknown as string;
    const text = await readText(engine, { kind, hash: what.split(' ')[0] ?? '', node }, call);
    if (text === undefined) throw noSuchArtifact(artifactId);
    return text;
  },
});

async function readText(
  engine: ServerEngine,
  { hash, kind, node }: { kind: string; hash: string; node: NodeRow },
  { read }: Call,
): Promise<string | undefined> {
  if (kind === 'prompt') return promptOf(node);
  if (kind === 'diff') {
    const found = await read((db) => findWork(db, node));
    return found && inTime(engine.readDiff(node.projectId, { base: found.base, commit: found.work }));
  }
  if (kind !== 'check_log') return undefined;
  const [log] = await read((db) => readCheckLogs(db, node.projectId, [hash]));
  return log && (await unpack(log.content)).toString('utf8');
}

const noSuchArtifact = (artifactId: string) => new CodedError('artifact_not_found', { place: artifactId });
