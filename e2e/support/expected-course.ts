import type { ErrorCode, ExecutionStatus } from '@devteam/api';
import type { PlannedNode, Target } from './planned-nodes.ts';
import type { AttemptEnd, PlannedAttempt, ProjectPlan } from './random-plan.ts';

export interface TriedAttempt {
  attempt: number;
  recorded: PlannedAttempt;
}

/** A task that is selected, with all its attempts; the last one passes or the project ends there. */
export interface TriedTask {
  node: PlannedNode;
  attempts: TriedAttempt[];
  lands: boolean;
  /** It was given up before its last attempt, since more of the same would not have helped. */
  standsStill: boolean;
}

/** What a plan comes to, worked out from the plan alone. */
export interface Course {
  /** One or two: what halted at a stop point is started once more. */
  executions: { status: ExecutionStatus; code: ErrorCode | null }[];
  tasks: TriedTask[];
}

const codes: Record<Exclude<AttemptEnd, 'passes'>, ErrorCode> = {
  'breaks a check': 'check_failed',
  'changes nothing': 'no_change',
  'exits with 3': 'executor_failed',
};

/** Always the first active task of the list, else the first pending one that waits for nothing open; each until it passes or is given up. */
export function courseOf(plan: ProjectPlan, nodes: readonly PlannedNode[], targets: readonly Target[], stop: Target | null): Course {
  const leaves = nodes.filter((node) => node.children.length === 0);
  const closed = new Set(leaves.filter((leaf) => leaf.isClosedAtStart));
  const isClosed = (all: readonly PlannedNode[]) => all.every((leaf) => closed.has(leaf));
  const named = new Map(targets.map((target) => [target.name, target.leaves]));
  const waits = (node: PlannedNode | null): boolean =>
    node !== null && (node.dependencies.some((name) => !isClosed(named.get(name) ?? [])) || waits(node.parent));
  const course: Course = { executions: [], tasks: [] };
  let landedNow = new Set<PlannedNode>();
  for (;;) {
    if (isClosed(leaves)) return ended(course, 'completed', null);
    if (stop && isClosed(stop.leaves) && stop.leaves.some((leaf) => landedNow.has(leaf))) {
      ended(course, 'stopped', 'stop_point_reached');
      landedNow = new Set();
    }
    const open = leaves.filter((leaf) => !closed.has(leaf));
    const next = open.find(({ task }) => task.start === 'active') ?? open.find((leaf) => leaf.task.start === 'pending' && !waits(leaf));
    if (!next) return ended(course, 'waiting_for_human', 'tasks_blocked');
    const tried = tries(next, plan.maxAttempts ?? 3);
    course.tasks.push(tried);
    const last = tried.attempts.at(-1)?.recorded.end;
    if (!tried.lands)
      return ended(course, 'waiting_for_human', tried.standsStill ? 'no_progress' : last && last !== 'passes' ? codes[last] : null);
    closed.add(next);
    landedNow.add(next);
  }
}

function ended(course: Course, status: ExecutionStatus, code: ErrorCode | null): Course {
  course.executions.push({ status, code });
  return course;
}

/** Twice nothing, or the same recording once more with the same end: more attempts would only repeat it. */
function standsStill(tried: readonly TriedAttempt[]): boolean {
  const [before, last] = tried.slice(-2).map(({ recorded }) => recorded);
  if (!before || !last) return false;
  return (before.end === 'changes nothing' && last.end === 'changes nothing') || (before === last && last.end === 'breaks a check');
}

function tries(node: PlannedNode, maxAttempts: number): TriedTask {
  const { attempts } = node.task;
  const tried: TriedAttempt[] = [];
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const recorded = attempts[Math.min(attempt, attempts.length) - 1];
    if (!recorded) throw new Error(`${node.key} has no attempts`);
    tried.push({ attempt, recorded });
    if (recorded.end === 'passes') return { node, attempts: tried, lands: true, standsStill: false };
    if (attempt < maxAttempts && standsStill(tried)) return { node, attempts: tried, lands: false, standsStill: true };
  }
  return { node, attempts: tried, lands: false, standsStill: false };
}

/** Keys of all that is closed in the end: what landed, what was closed from the start, and parents that closed with their last child. */
export function closedKeys(nodes: readonly PlannedNode[], course: Course): Set<string> {
  const landed = new Set(course.tasks.filter((task) => task.lands).map((task) => task.node));
  const isClosed = (node: PlannedNode) => node.leaves.every((leaf) => leaf.isClosedAtStart || landed.has(leaf));
  return new Set(nodes.filter(isClosed).map((node) => node.key));
}
