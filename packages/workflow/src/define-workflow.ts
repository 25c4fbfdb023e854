import { z } from 'zod';
import type { CommonOptions, NeedMap, NodeBuilder, TakenRoute } from './node-builder.ts';
import { noRetry } from './retry-policy.ts';
import { WorkflowInvalidError } from './workflow-invalid-error.ts';
import { workflowProblems } from './workflow-problems.ts';
import type { Edge, NodeRun, OnFailure, Workflow, WorkflowNode } from './workflow.ts';

export interface WorkflowOptions<Input extends z.ZodType> {
  readonly name: string;
  readonly version: number;
  readonly input: Input;
  /** Default `cancel`. */
  readonly onFailure?: OnFailure;
}

type Define<Context> = <Input extends z.ZodType>(
  options: WorkflowOptions<Input>,
  build: (node: NodeBuilder<Context, z.output<Input>>) => void,
) => Workflow<Context, Input>;

/**
 * Defines a workflow, or throws a WorkflowInvalidError that lists everything wrong with it. `defineWorkflow<Context>()(…)` gives the
 * bodies a `context` of that type, handed over at run time (drivers, stores and the like).
 *
 * @example
 * const greet = defineWorkflow({ name: 'greet', version: 1, input: z.object({ name: z.string() }) }, (node) => {
 *   const compose = node('compose', { output: z.object({ text: z.string() }), run: ({ input }) => ({ text: `Hello ${input.name}` }) });
 *   node('send', { needs: { compose }, output: z.object({}), run: ({ needs }) => deliver(needs.compose.text) });
 * });
 */
export function defineWorkflow<Context>(): Define<Context>;
export function defineWorkflow<Input extends z.ZodType>(
  options: WorkflowOptions<Input>,
  build: (node: NodeBuilder<undefined, z.output<Input>>) => void,
): Workflow<undefined, Input>;
export function defineWorkflow(
  ...given: [] | [options: WorkflowOptions<z.ZodType>, build: (node: NodeBuilder<undefined, unknown>) => void]
): unknown {
  return given.length === 0 ? define : define(...given);
}

function define<Context, Input extends z.ZodType>(
  { name, version, input, onFailure = 'cancel' }: WorkflowOptions<Input>,
  build: (node: NodeBuilder<Context, z.output<Input>>) => void,
): Workflow<Context, Input> {
  const nodes: WorkflowNode<Context>[] = [];
  let open = true;
  const add = (node: WorkflowNode<Context>): WorkflowNode<Context> => {
    if (!open)
      throw new Error(
        `Node «${node.name}» comes too late: workflow ${name} is defined; add it inside the function given to defineWorkflow`,
      );
    nodes.push(node);
    return node;
  };
  // The types above are for the writer of a workflow; here, where bodies become data, they are given up once.
  const builder = Object.assign((nodeName: string, options: ErasedOptions<Context>) => add(plainNode(nodeName, options)), {
    router: (nodeName: string, options: ErasedOptions<Context>) => {
      const node = add(routerNode(nodeName, options));
      const when = (...routes: string[]): TakenRoute => ({ kind: 'route', router: node, output: node.output, routes });
      return Object.assign(node, { when });
    },
  });
  build(builder as unknown as NodeBuilder<Context, z.output<Input>>);
  open = false;
  const workflow = { name, version, input, onFailure, nodes };
  const problems = workflowProblems(workflow);
  if (problems.length > 0) throw new WorkflowInvalidError(name, problems);
  return workflow;
}

interface ErasedOptions<Context> extends CommonOptions<NeedMap, NeedMap, NeedMap> {
  readonly output?: z.ZodType;
  readonly run: (run: NodeRun<Context, unknown, unknown>) => unknown;
  readonly routes?: readonly string[];
  readonly many?: boolean;
}

function plainNode<Context>(name: string, options: ErasedOptions<Context>): WorkflowNode<Context> {
  const { needs = {}, anyOf = {}, after = {}, output = z.unknown(), run, retry = noRetry, timeoutSeconds, slot = false } = options;
  const edges = [...edgesOf('needs', needs), ...edgesOf('anyOf', anyOf), ...edgesOf('after', after)];
  return { kind: 'node', name, edges, output, run, retry, timeoutSeconds, slot, routes: [], takes: 'one' };
}

function routerNode<Context>(name: string, options: ErasedOptions<Context>): WorkflowNode<Context> {
  const { routes = [], many = false } = options;
  const route = z.literal(routes.length > 0 ? [...routes] : ['']);
  const output = options.output ?? z.object({ route: many ? z.array(route) : route });
  return { ...plainNode(name, { ...options, output }), kind: 'router', routes: [...routes], takes: many ? 'many' : 'one' };
}

const edgesOf = (kind: Edge['kind'], needs: NeedMap): Edge[] =>
  Object.entries(needs).map(([key, need]) =>
    need.kind === 'route' ? { key, kind, node: need.router, routes: need.routes } : { key, kind, node: need, routes: undefined },
  );
