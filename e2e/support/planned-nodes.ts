import type { PlannedTask, ProjectPlan } from './random-plan.ts';

/** A task of a plan in its place: what the list calls it, what is above and below it, what it waits for. */
export interface PlannedNode {
  key: string;
  /** As written before the title; empty where the list has no ids. */
  id: string;
  task: PlannedTask;
  depth: number;
  group: number;
  parent: PlannedNode | null;
  children: PlannedNode[];
  /** Below it, or itself. */
  leaves: PlannedNode[];
  /** Keys of tasks, or numbers of groups. */
  dependencies: string[];
  isClosedAtStart: boolean;
}

/** Something that can be waited for or stopped at: a task, or all tasks of a group. */
export interface Target {
  name: string;
  leaves: PlannedNode[];
}

/** All tasks of a plan in the order of the list. */
export function nodesOf(plan: ProjectPlan): PlannedNode[] {
  const nodes: PlannedNode[] = [];
  let numbered = 0;
  let tops = 0;
  const add = (task: PlannedTask, place: { group: number; parent: PlannedNode | null; index: number }): PlannedNode => {
    numbered += 1;
    if (!place.parent) tops += 1;
    const { group, parent, index } = place;
    const id = idOf(plan.ids, { numbered, tops, group, index, parent });
    const key = plan.ids === 'none' ? (parent ? `${parent.key}.${index}` : `@${tops}`) : id;
    const node: PlannedNode = {
      key,
      id,
      task,
      depth: (parent?.depth ?? 0) + 1,
      group,
      parent,
      children: [],
      leaves: [],
      dependencies: [],
      isClosedAtStart: false,
    };
    nodes.push(node);
    node.children = task.children.map((child, at) => add(child, { group, parent: node, index: at + 1 }));
    node.leaves = node.children.length === 0 ? [node] : node.children.flatMap((child) => child.leaves);
    node.isClosedAtStart = node.leaves.every((leaf) => leaf.task.start === 'completed' || leaf.task.start === 'skipped');
    return node;
  };
  for (const [index, group] of plan.groups.entries())
    for (const [at, task] of group.tasks.entries()) add(task, { group: index + 1, parent: null, index: at + 1 });
  const targets = targetsOf(plan, nodes);
  for (const node of nodes) node.dependencies = dependenciesOf(node, targets);
  return nodes;
}

function idOf(
  ids: ProjectPlan['ids'],
  at: { numbered: number; tops: number; group: number; index: number; parent: PlannedNode | null },
): string {
  if (ids === 'letters') return `T${String(at.numbered).padStart(3, '0')}`;
  if (ids === 'none') return '';
  if (ids === 'dotted') return `${at.parent?.id ?? at.group}.${at.index}`;
  return at.parent ? `${at.parent.id.replace(/\.0$/, '')}.${at.index}` : `${at.tops}.0`;
}

/** What can be named in dependencies and stop points. Groups have a number only where their headings have one. */
export function targetsOf(plan: ProjectPlan, nodes: readonly PlannedNode[]): Target[] {
  if (plan.ids === 'none') return [];
  const tasks = nodes.map((node) => ({ name: node.key, leaves: node.leaves }));
  if (plan.ids !== 'dotted') return tasks;
  const groups = plan.groups.map((_, index) => ({
    name: String(index + 1),
    leaves: nodes.filter((node) => node.group === index + 1 && node.children.length === 0),
  }));
  return [...tasks, ...groups];
}

function dependenciesOf(node: PlannedNode, targets: readonly Target[]): string[] {
  const lowest = Math.min(...node.leaves.map((leaf) => leaf.task.rank));
  const lower = targets.filter(({ leaves }) => leaves.every((leaf) => leaf.task.rank < lowest));
  const chosen = node.task.dependencyPicks.flatMap((pick) => lower[pick % Math.max(1, lower.length)]?.name ?? []);
  return [...new Set(chosen)];
}
