import type { NodeStatus } from './node-status.ts';
import type { Edge, Workflow } from './workflow.ts';

/** Fill and text color of each status that stands out. */
const statusStyles: Partial<Record<NodeStatus, string>> = {
  running: 'fill:#d0ebff,stroke:#1971c2,color:#0b3a66',
  waiting: 'fill:#fff3bf,stroke:#e67700,color:#5c3200',
  completed: 'fill:#d3f9d8,stroke:#2b8a3e,color:#123f1c',
  failed: 'fill:#ffe3e3,stroke:#c92a2a,color:#601414',
  canceled: 'fill:#f1f3f5,stroke:#868e96,color:#343a40',
  skipped: 'fill:#ffffff,stroke:#ced4da,color:#5c636a,stroke-dasharray:4 3',
};

/**
 * The graph as a Mermaid flowchart: routers are diamonds, their routes are written at the arrows, thin dotted arrows are optional needs
 * (anyOf, after). With `statuses` (by node name) the nodes are colored by them.
 */
export function toMermaid(workflow: Workflow, statuses: Readonly<Partial<Record<string, NodeStatus>>> = {}): string {
  const idOf = (name: string) => `n${workflow.nodes.findIndex((node) => node.name === name)}`;
  const lines = ['flowchart TD'];
  for (const { name, kind } of workflow.nodes) lines.push(`  ${idOf(name)}${kind === 'router' ? `{"${name}"}` : `["${name}"]`}`);
  for (const { name, edges } of workflow.nodes)
    for (const edge of edges) lines.push(`  ${idOf(edge.node.name)} ${arrow(edge)} ${idOf(name)}`);
  for (const [status, style] of Object.entries(statusStyles)) {
    const ids = workflow.nodes
      .filter(({ name }) => Object.hasOwn(statuses, name) && statuses[name] === status)
      .map(({ name }) => idOf(name));
    if (ids.length > 0) lines.push(`  classDef ${status} ${style}`, `  class ${ids.join(',')} ${status}`);
  }
  return `${lines.join('\n')}\n`;
}

function arrow({ kind, routes = [] }: Edge): string {
  const line = kind === 'needs' ? '-->' : '-.->';
  return routes.length > 0 ? `${line}|"${routes.join(', ')}"|` : line;
}
