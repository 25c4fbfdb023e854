import { setTimeout as sleep } from 'node:timers/promises';
import type { Workflow, WorkflowNode } from '@devteam/workflow';
import { applyEdits, completeTask, parse } from '@devteam/task-list';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Hands } from '../packages/engine/src/durable/hands.ts';
import { workflowOfNode } from '../packages/engine/src/durable/task-workflows.ts';
import { storedListOf } from '../packages/engine/src/durable/stored-list.ts';
import { inProject, saveProject, saveTaskList } from '../packages/engine/src/store/index.ts';

interface Shape {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  properties?: Record<string, Shape>;
  required?: string[];
}

/** The least that a schema accepts: nothing where that may be, the first of several words, yes for a question. */
function sample(shape: Shape): unknown {
  const { anyOf, enum: words, properties = {}, required = [], type } = shape;
  if (shape.const !== undefined) return shape.const;
  if (words) return words[0];
  if (anyOf) return anyOf.some((each) => each.type === 'null') ? null : sample(anyOf[0] ?? {});
  if (type === 'object') return Object.fromEntries(required.map((key) => [key, sample(properties[key] ?? {})]));
  if (type === 'array') return [];
  if (type === 'string') return shape.format === 'date-time' ? '2026-11-26T10:00:00Z' : 'simulated';
  if (type === 'number' || type === 'integer') return 0;
  return type === 'boolean' ? true : null;
}

const samples = new Map<z.ZodType, object>();
function sampleOf(schema: z.ZodType): object {
  const known =
    samples.get(schema) ?? (sample(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Shape) as object | null) ?? {};
  samples.set(schema, known);
  return known;
}

const listOf = (tasks: number): Uint8Array => {
  const lines = Array.from({ length: tasks }, (_, index) => `### 1.${index + 1} Task number ${index + 1}\n- **Status**: pending\n\n`);
  return new TextEncoder().encode(`# List\n\n## 1. Work\n\n${lines.join('')}`);
};

export interface Simulation {
  /** For a worker, in place of what touches the world: the same graphs, rows, queue and decisions, and bodies that do nothing. */
  parts: Pick<Hands, 'workflowOf' | 'openContext' | 'openRepository' | 'knownLists'>;
  addProject(pool: Pool, projectId: string, tasks: number): Promise<void>;
  /** Bodies that have ended. */
  nodes(): number;
}

/** `bodyMs`: how long nodes with a slot take. */
export function openSimulation({ bodyMs }: { bodyMs: number }): Simulation {
  const lists = new Map<string, { path: string; bytes: Uint8Array }>();
  const current = new Map<string, Uint8Array>();
  let nodes = 0;

  const simulated = (node: WorkflowNode): WorkflowNode => ({
    ...node,
    run: async ({ context, input }) => {
      if (node.slot && bodyMs > 0) await sleep(bodyMs);
      nodes += 1;
      const route = node.routes[0] === undefined ? {} : { route: node.routes[0] };
      if (node.name !== 'push') return { ...sampleOf(node.output), ...route };
      const { projectId } = context as unknown as { projectId: string };
      return { outcome: 'landed', commit: land(projectId, (input as { key: string }).key) };
    },
  });
  const land = (projectId: string, key: string): string => {
    const before = current.get(projectId) ?? listOf(1);
    const list = parse(before, { path: 'task_lists.md' });
    const bytes = applyEdits(before, completeTask(list, key, { at: '2026-11-26T10:00:00Z' }));
    const commit = `commit-${projectId}-${key}`;
    current.set(projectId, bytes);
    lists.set(commit, { path: 'task_lists.md', bytes });
    return commit;
  };
  const known = new Map<Workflow, Workflow>();
  const simulatedWorkflow = (real: Workflow): Workflow => {
    const before = known.get(real);
    if (before) return before;
    const made: Workflow = { ...real, nodes: real.nodes.map(simulated) };
    known.set(real, made);
    return made;
  };

  return {
    parts: {
      workflowOf: (node) => simulatedWorkflow(workflowOfNode(node)) as unknown as ReturnType<Hands['workflowOf']>,
      openContext: (node) =>
        Promise.resolve({ context: { projectId: node.projectId }, close: () => Promise.resolve() } as unknown as Awaited<
          ReturnType<Hands['openContext']>
        >),
      // Each commit is news: nobody else writes here.
      openRepository: () =>
        Promise.resolve({ isAncestor: () => Promise.resolve(false) } as unknown as Awaited<ReturnType<Hands['openRepository']>>),
      knownLists: { find: (commit) => lists.get(commit)?.bytes, note: (commit, list) => void lists.set(commit, list) },
    },
    addProject: async (pool, projectId, tasks) => {
      const [customer = ''] = projectId.split('/');
      const bytes = listOf(tasks);
      current.set(projectId, bytes);
      const place = { repositoryUrl: '/simulated', branch: 'main', taskListPath: 'task_lists.md', executor: 'replay', sandbox: 'process' };
      await saveProject(pool, { id: projectId, customer: { id: customer, name: customer }, name: projectId, ...place });
      const stored = storedListOf(parse(bytes, { path: 'task_lists.md' }), { path: 'task_lists.md', commit: 'simulated' });
      await inProject(pool, projectId, (db) => saveTaskList(db, projectId, stored));
    },
    nodes: () => nodes,
  };
}
