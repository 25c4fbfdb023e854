import type { ArtifactView, AttemptView, Failure, NodeRecord } from '@devteam/api';
import { type NodeRow, nodeColumns, nodeOf } from './nodes.ts';
import { nodeView } from './project-views.ts';
import type { Queryable } from './queryable.ts';

/** Where a page ends: when a node was written down, and its id. */
export type NodePlace = readonly [createdAt: string, id: string];

/** Nodes of an execution after a place, in the order in which they were written. */
export async function listNodes(
  db: Queryable,
  executionId: string,
  wanted: {
    taskKey?: string | undefined;
    attempt?: number | undefined;
    names?: readonly string[];
    after: NodePlace | undefined;
    limit: number;
  },
): Promise<NodeRow[]> {
  const { after, attempt, limit, names, taskKey } = wanted;
  const { rows } = await db.query<NodeRow>(
    `select ${nodeColumns} from engine.node
      where execution_id = $1 and ($2::text is null or task_key = $2) and ($3::integer is null or attempt = $3)
        and ($4::text[] is null or name = any($4))
        and ($5::timestamptz is null or (date_trunc('milliseconds', created_at), id) > ($5::timestamptz, $6::text))
      order by date_trunc('milliseconds', created_at), id limit $7`,
    [executionId, taskKey ?? null, attempt ?? null, names ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
  return rows.map(nodeOf);
}

export const nodeRecord = (row: NodeRow): NodeRecord => ({
  ...nodeView(row),
  nodeId: row.id,
  executionId: row.executionId,
  taskKey: row.taskKey,
  selection: row.selection,
  round: row.round,
  nodeAttempt: row.nodeAttempt,
  createdAt: row.createdAt.toISOString(),
  workerId: row.workerId,
});

/** Which steps leave something to look at. */
export const artifactNodes = ['constructPrompt', 'codeExecution', 'verify', 'verifyMerged'] as const;

/** What the steps that matter here leave; outputs of earlier versions may lack some of it. */
interface Left {
  base?: string;
  prompt?: string;
  constructor?: unknown;
  template?: { name: string; version: string };
  hash?: string;
  work?: string;
  changedFiles?: string[];
  summary?: string | null;
  usage?: { model: string; requests?: number; inputTokens: number; outputTokens: number; costUsd?: number | null } | null;
  checks?: { name: string; result: string; why: string; durationMs: number; log: string | null }[];
  failure?: Failure | null;
  outcome?: string;
}
const leftBy = (row: NodeRow | undefined): Left => (row?.status === 'completed' ? (row.output ?? {}) : {});

/** Every node of a task that a caller sees, of all executions of its project. */
export async function readAttempts(
  db: Queryable,
  wanted: { projectId: string; taskKey: string; executionId: string | null },
): Promise<AttemptView[]> {
  const { rows } = await db.query<NodeRow>(
    `select ${nodeColumns} from engine.node
      where execution_id in (select e.id from engine.execution e where e.project_id = $1 and ($3::text is null or e.id = $3)) and task_key = $2
      order by created_at, id`,
    [wanted.projectId, wanted.taskKey, wanted.executionId],
  );
  const byAttempt = Map.groupBy(rows.map(nodeOf), (row) => JSON.stringify([row.executionId, row.selection, row.attempt]));
  return [...byAttempt.values()].map(attemptView).toReversed();
}

/** What came of one attempt, of the nodes it had. */
function attemptView(nodes: readonly NodeRow[]): AttemptView {
  const [first] = nodes;
  if (!first) throw new Error('An attempt has a node');
  const last = (name: string) => nodes.findLast((node) => node.name === name);
  const prompt = leftBy(last('constructPrompt'));
  const executed = leftBy(last('codeExecution'));
  const verified = leftBy(last('verifyMerged') ?? last('verify'));
  const isOpen = nodes.some((node) => node.endedAt === null);
  const failure = isOpen ? null : (verified.failure ?? nodes.at(-1)?.failure ?? null);
  const { usage } = executed;
  return {
    executionId: first.executionId,
    taskKey: first.taskKey ?? '',
    selection: first.selection,
    attempt: first.attempt,
    rounds: new Set(nodes.map(({ round }) => round)).size,
    state: stateOf(nodes, isOpen, failure),
    failure,
    startedAt: first.createdAt.toISOString(),
    endedAt: isOpen ? null : new Date(Math.max(...nodes.map(({ createdAt, endedAt }) => (endedAt ?? createdAt).getTime()))).toISOString(),
    base: leftBy(last('gatherContext')).base ?? null,
    work: executed.work ?? null,
    changedFiles: executed.changedFiles ?? [],
    summary: executed.summary ?? null,
    prompt:
      prompt.hash !== undefined && prompt.template
        ? { hash: prompt.hash, template: prompt.template.name, version: prompt.template.version, constructedBy: String(prompt.constructor) }
        : null,
    usage: usage ? { ...usage, requests: usage.requests ?? null, costUsd: usage.costUsd ?? null } : null,
    checks: (verified.checks ?? []).map(({ durationMs, name, result, why }) => ({ name, result, why, durationMs })),
  };
}

function stateOf(nodes: readonly NodeRow[], isOpen: boolean, failure: Failure | null): AttemptView['state'] {
  if (nodes.some((node) => node.name === 'push' && leftBy(node).outcome === 'landed')) return 'landed';
  if (isOpen) return 'running';
  if (failure) return 'failed';
  return nodes.some(({ status }) => status === 'canceled') ? 'canceled' : 'ended';
}

/** What a step left to look at; a log of a check only where it is still kept. */
export async function artifactsOf(db: Queryable, nodes: readonly NodeRow[]): Promise<ArtifactView[]> {
  const hashes = nodes.flatMap((node) => (leftBy(node).checks ?? []).flatMap(({ log }) => log ?? []));
  const projectIds = nodes.map(({ projectId }) => projectId);
  const { rows } = await db.query<{ hash: string }>('select hash from engine.check_log where project_id = any($1) and hash = any($2)', [
    projectIds,
    hashes,
  ]);
  const kept = new Set(rows.map(({ hash }) => hash));
  return nodes.flatMap((node) => {
    const left = leftBy(node);
    const place = { executionId: node.executionId, taskKey: node.taskKey ?? '', attempt: node.attempt, round: node.round };
    const at = (node.endedAt ?? node.createdAt).toISOString();
    const of = (kind: ArtifactView['kind'], name = node.name, what = node.id): ArtifactView => ({
      ...place,
      artifactId: `${kind}:${what}`,
      kind,
      name,
      at,
    });
    if (node.name === 'constructPrompt') return left.prompt === undefined ? [] : [of('prompt')];
    if (node.name === 'codeExecution') {
      const transcript = node.startedAt ? [of('transcript')] : [];
      return left.work === undefined || left.changedFiles?.length === 0 ? transcript : [...transcript, of('diff')];
    }
    return (left.checks ?? []).flatMap(({ log, name }) =>
      log !== null && kept.has(log) ? [of('check_log', name, `${log} ${node.id}`)] : [],
    );
  });
}

/** Between which commits the work of a step lies; undefined: it came to none. */
export async function findWork(db: Queryable, node: NodeRow): Promise<{ base: string; work: string } | undefined> {
  const { rows } = await db.query<{ output: string }>(
    `select output from engine.node where execution_id = $1 and task_key = $2 and selection = $3 and attempt = $4 and name = 'gatherContext'
        and status = 'completed' order by node_attempt desc limit 1`,
    [node.executionId, node.taskKey, node.selection, node.attempt],
  );
  const gathered = rows[0] ? (JSON.parse(rows[0].output) as Left) : {};
  const { work } = leftBy(node);
  return gathered.base !== undefined && work !== undefined ? { base: gathered.base, work } : undefined;
}

export const promptOf = (node: NodeRow): string | undefined => leftBy(node).prompt;

/** What a step printed, a piece at a time, oldest first: all that was told of it while it ran. */
export async function* readTranscript(read: <T>(body: (db: Queryable) => Promise<T>) => Promise<T>, node: NodeRow): AsyncGenerator<string> {
  const most = 200;
  let after = 0;
  for (;;) {
    const from = after;
    const { rows } = await read((db) =>
      db.query<{ seq: string; text: string }>(
        `select seq, (select string_agg(line, E'\\n' order by number) from jsonb_array_elements_text(payload -> 'lines') with ordinality as l (line, number)) as text
           from engine.event
          where project_id = $1 and type = 'execution-log' and seq > $2 and payload ->> 'executionId' = $3 and payload ->> 'taskKey' = $4
            and payload ->> 'node' = $5 and (payload ->> 'attempt')::integer = $6
            and ts >= $7::timestamptz - interval '1 second' and ($8::timestamptz is null or ts <= $8::timestamptz + interval '1 second')
          order by seq limit $9`,
        [
          node.projectId,
          from,
          node.executionId,
          node.taskKey,
          node.name,
          node.attempt,
          node.startedAt ?? node.createdAt,
          node.endedAt,
          most,
        ],
      ),
    );
    if (rows.length > 0) yield rows.map(({ text }) => `${text}\n`).join('');
    if (rows.length < most) return;
    after = Number(rows.at(-1)?.seq);
  }
}
