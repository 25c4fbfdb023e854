import { Buffer } from 'node:buffer';
import type { PlannedNode } from './planned-nodes.ts';
import type { ProjectPlan } from './random-plan.ts';

/** Before any task, so that a recorded change of these lines fits whatever was ticked off below. */
export const preamble = ['What is to be done here, in the order in which it is done.', '', 'One line.', 'Another line.', 'A third one.'];

/** The bytes of a plan's task list, with what people put around tasks: prose, code, comments with things in them that look like tasks. */
export function listOf(plan: ProjectPlan, nodes: readonly PlannedNode[], stop: string | null): Buffer {
  const front = stop !== null && plan.stopStandsIn === 'list' ? ['---', `stop-after: ${stop}`, '---', ''] : [];
  const lines = [...front, '# What comes next', '', ...preamble, ''];
  for (const [index, group] of plan.groups.entries()) {
    lines.push(plan.ids === 'dotted' ? `## ${index + 1}. ${group.title}` : `## ${group.title}`, '');
    const own = nodes.filter((node) => node.group === index + 1);
    lines.push(...own.flatMap((node) => (plan.family === 'headings' ? headingTask(node) : checklistTask(node, plan))));
    lines.push('', ...noise(plan, index), '');
  }
  const text = lines.join(plan.lineEnd).trimEnd() + (plan.endsWithLineEnd ? plan.lineEnd : '');
  return Buffer.concat([Buffer.from(plan.byteOrderMark ? '\uFEFF' : ''), Buffer.from(text)]);
}

const startOf = (node: PlannedNode): string =>
  node.children.length === 0 ? node.task.start : node.isClosedAtStart ? 'completed' : 'pending';

const statusWords: Record<string, string> = { active: 'in progress', blocked: 'blocked — no access yet', skipped: 'skipped' };

function headingTask(node: PlannedNode): string[] {
  const { task } = node;
  const status = startOf(node);
  return [
    `${'#'.repeat(node.depth + 2)} ${node.id} ${task.title}`,
    ...(task.note === null ? [] : [`- **Description**: ${task.note}`]),
    '- **Acceptance Criteria**:',
    `  - [ ] a box that is no task of ${node.id}`,
    `- **Status**: ${statusWords[status] ?? status}`,
    ...(node.dependencies.length === 0 ? [] : [`- **Dependencies**: ${node.dependencies.join(', ')}`]),
    '',
  ];
}

function checklistTask(node: PlannedNode, plan: ProjectPlan): string[] {
  const { task } = node;
  const status = startOf(node);
  const indent = '  '.repeat(node.depth - 1);
  const word = statusWords[status];
  return [
    `${indent}- [${status === 'completed' || status === 'skipped' ? 'x' : ' '}] ${plan.ids === 'none' ? '' : `${node.id} `}${task.title}`,
    ...(node.dependencies.length === 0 ? [] : [`${indent}  - Depends on: ${node.dependencies.join(', ')}`]),
    ...(word === undefined ? [] : [`${indent}  - **Status**: ${word}`]),
    ...(task.note === null ? [] : [`${indent}  - ${task.note}`]),
  ];
}

const noise = (plan: ProjectPlan, index: number): string[] =>
  index % 2 === 0
    ? ['```text', '- [ ] 9.9 not a task', '### 9.8 Not one either', '```']
    : [`Prose after ${plan.groups.length} groups, with two spaces at the end.  `, '', '<!-- - [ ] 9.7 nobody sees this -->'];
