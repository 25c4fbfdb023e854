import { retryPolicyProblems } from './retry-policy.ts';
import { findUnreachable } from './route-reachability.ts';
import type { Workflow, WorkflowNode } from './workflow.ts';

export type WorkflowProblemCode =
  | 'no_nodes'
  | 'name_empty'
  | 'name_malformed'
  | 'name_duplicate'
  | 'version_invalid'
  | 'need_foreign'
  | 'need_duplicate'
  | 'any_of_empty'
  | 'routes_empty'
  | 'route_duplicate'
  | 'route_unknown'
  | 'router_without_branch'
  | 'node_unreachable'
  | 'retry_invalid'
  | 'timeout_invalid';

export interface WorkflowProblem {
  readonly code: WorkflowProblemCode;
  /** `null`: the workflow itself. */
  readonly node: string | null;
  readonly message: string;
}

/** Timers of JavaScript ring at once beyond this. */
const longestTimeoutSeconds = 2_147_483;
const nameForm = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** All that is wrong, in the order of the nodes; empty for a workflow that can be used. */
export function workflowProblems(workflow: Workflow): WorkflowProblem[] {
  const { nodes } = workflow;
  const problems: WorkflowProblem[] = [...nameProblems(workflow.name, null)];
  if (!Number.isSafeInteger(workflow.version) || workflow.version < 1)
    problems.push({ code: 'version_invalid', node: null, message: `version is ${workflow.version}; it must be a whole number from 1` });
  if (nodes.length === 0) problems.push({ code: 'no_nodes', node: null, message: 'it has no nodes; define at least one' });
  const unreachable = findUnreachable(nodes);
  for (const [index, node] of nodes.entries()) {
    problems.push(...nameProblems(node.name, node.name));
    if (nodes.findIndex((other) => other.name === node.name) < index)
      problems.push({
        code: 'name_duplicate',
        node: node.name,
        message: 'another node has this name already; names are identities in the record',
      });
    problems.push(...edgeProblems(node, nodes), ...routerProblems(node, nodes), ...limitProblems(node));
    const clash = unreachable.get(node);
    if (clash !== undefined)
      problems.push({
        code: 'node_unreachable',
        node: node.name,
        message: `it can never run: ${clash}. To join branches, use anyOf or after`,
      });
  }
  return problems;
}

function nameProblems(name: string, node: string | null): WorkflowProblem[] {
  if (name === '') return [{ code: 'name_empty', node, message: 'the name is empty' }];
  if (nameForm.test(name)) return [];
  return [{ code: 'name_malformed', node, message: `the name «${name}» may hold letters, digits, _ and - only, and begins with a letter` }];
}

function edgeProblems(node: WorkflowNode, nodes: readonly WorkflowNode[]): WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  const report = (code: WorkflowProblemCode, message: string) => problems.push({ code, node: node.name, message });
  for (const [index, edge] of node.edges.entries()) {
    if (!nodes.includes(edge.node)) report('need_foreign', `it needs «${edge.node.name}», which is a node of another workflow`);
    if (node.edges.findIndex((other) => other.key === edge.key) < index)
      report('need_duplicate', `two of its needs are called «${edge.key}»; they would hide each other`);
    if (edge.routes?.length === 0) report('route_unknown', `it waits for «${edge.node.name}» to take a route, but names none`);
    for (const route of edge.routes ?? [])
      if (!edge.node.routes.includes(route))
        report(
          'route_unknown',
          `it waits for «${edge.node.name}» to take «${route}», which is none of its routes (${edge.node.routes.join(', ')})`,
        );
  }
  return problems;
}

function routerProblems(node: WorkflowNode, nodes: readonly WorkflowNode[]): WorkflowProblem[] {
  if (node.kind === 'node') return [];
  const problems: WorkflowProblem[] = [];
  const report = (code: WorkflowProblemCode, message: string) => problems.push({ code, node: node.name, message });
  if (node.routes.length === 0) report('routes_empty', 'a router needs at least one route');
  for (const route of new Set(node.routes.filter((name, index) => node.routes.indexOf(name) < index)))
    report('route_duplicate', `the route «${route}» is listed twice`);
  if (!nodes.some((other) => other.edges.some((edge) => edge.node === node && edge.routes !== undefined)))
    report(
      'router_without_branch',
      `no node needs one of its routes; write needs: { ${node.name || 'router'}: router.when('…') }, or make it a node`,
    );
  return problems;
}

function limitProblems(node: WorkflowNode): WorkflowProblem[] {
  const problems = retryPolicyProblems(node.retry).map((message): WorkflowProblem => ({ code: 'retry_invalid', node: node.name, message }));
  const { timeoutSeconds } = node;
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0 && timeoutSeconds <= longestTimeoutSeconds)) {
    const message = `timeoutSeconds is ${timeoutSeconds}; it must be more than 0 and at most ${longestTimeoutSeconds}`;
    problems.push({ code: 'timeout_invalid', node: node.name, message });
  }
  return problems;
}
